#include "indicators/ordered_window.h"

#include <algorithm>
#include <numeric>

#include "indicators/na.h"

namespace perpscope::indicators {

namespace {

// The finaliser of MurmurHash3: neighbouring slots get unrelated priorities.
std::uint32_t mixed(std::uint32_t bits) {
  bits = (bits ^ (bits >> 16U)) * 0x85ebca6bU;
  bits = (bits ^ (bits >> 13U)) * 0xc2b2ae35U;
  return bits ^ (bits >> 16U);
}

}  // namespace

OrderedTree::OrderedTree(std::size_t slots) : nodes_(slots + 1) {
  for (std::size_t i = 1; i < nodes_.size(); ++i) nodes_[i].priority = mixed(static_cast<std::uint32_t>(i));
}

void OrderedTree::insert(std::size_t slot, double x) {
  const auto node = static_cast<Link>(slot + 1);
  nodes_[node].value = x;
  nodes_[node].left = nodes_[node].right = 0;
  root_ = insert(root_, node);
}

void OrderedTree::erase(std::size_t slot) { root_ = erase(root_, static_cast<Link>(slot + 1)); }

bool OrderedTree::precedes(Link a, Link b) const {
  return nodes_[a].value != nodes_[b].value ? nodes_[a].value < nodes_[b].value : a < b;
}

void OrderedTree::update(Link node) {
  auto& n = nodes_[node];
  n.size = nodes_[n.left].size + nodes_[n.right].size + 1;
  n.sum = nodes_[n.left].sum + nodes_[n.right].sum + n.value;
}

OrderedTree::Halves OrderedTree::split(Link tree, Link at) {
  if (tree == 0) return {};
  Halves halves;
  if (precedes(tree, at)) {
    halves = split(nodes_[tree].right, at);
    nodes_[tree].right = halves.below;
    halves.below = tree;
  } else {
    halves = split(nodes_[tree].left, at);
    nodes_[tree].left = halves.above;
    halves.above = tree;
  }
  update(tree);
  return halves;
}

OrderedTree::Link OrderedTree::join(Link below, Link above) {
  if (below == 0 || above == 0) return below + above;
  if (nodes_[below].priority > nodes_[above].priority) {
    nodes_[below].right = join(nodes_[below].right, above);
    update(below);
    return below;
  }
  nodes_[above].left = join(below, nodes_[above].left);
  update(above);
  return above;
}

OrderedTree::Link OrderedTree::insert(Link tree, Link node) {
  if (tree == 0 || nodes_[node].priority > nodes_[tree].priority) {
    const auto halves = split(tree, node);
    nodes_[node].left = halves.below;
    nodes_[node].right = halves.above;
    update(node);
    return node;
  }
  auto& side = precedes(node, tree) ? nodes_[tree].left : nodes_[tree].right;
  side = insert(side, node);
  update(tree);
  return tree;
}

OrderedTree::Link OrderedTree::erase(Link tree, Link node) {
  if (tree == node) return join(nodes_[node].left, nodes_[node].right);
  auto& side = precedes(node, tree) ? nodes_[tree].left : nodes_[tree].right;
  side = erase(side, node);
  update(tree);
  return tree;
}

double OrderedTree::at(std::size_t k) const {
  Link tree = root_;
  while (true) {
    const auto& n = nodes_[tree];
    const std::size_t before = size(n.left);
    if (k == before) return n.value;
    tree = k < before ? n.left : n.right;
    if (k > before) k -= before + 1;
  }
}

std::size_t OrderedTree::countUpTo(double x, double tolerance) const {
  std::size_t count = 0;
  for (Link tree = root_; tree != 0;) {
    const auto& n = nodes_[tree];
    const bool counts = n.value - x <= tolerance;
    if (counts) count += size(n.left) + 1;
    tree = counts ? n.right : n.left;
  }
  return count;
}

double OrderedTree::excessOver(double x) const {
  double excess = 0;
  for (Link tree = root_; tree != 0;) {
    const auto& n = nodes_[tree];
    const bool above = n.value > x;
    if (above) excess += (n.value - x) + (sum(n.right) - static_cast<double>(size(n.right)) * x);
    tree = above ? n.left : n.right;
  }
  return excess;
}

OrderedWindow::OrderedWindow(std::size_t length, std::size_t sorted_up_to)
    : window_(length),
      short_(window_.length() <= sorted_up_to),
      sorted_(short_ ? window_.length() : 0),
      tree_(short_ ? 0 : window_.length()) {}

void OrderedWindow::push(double x) {
  const double leaving = window_.full() ? window_.oldest() : kNa;
  const auto slot = window_.slot();
  window_.push(x);
  if (!short_) {
    if (!na(leaving)) tree_.erase(slot);
    if (!na(x)) tree_.insert(slot, x);
  } else if (na(leaving)) {
    if (!na(x)) sorted_.insert(x);
  } else {
    na(x) ? sorted_.erase(leaving) : sorted_.replace(leaving, x);
  }
}

double OrderedWindow::sum() const {
  return short_ ? std::accumulate(sorted_.begin(), sorted_.end(), 0.0) : tree_.sum();
}

std::size_t OrderedWindow::countUpTo(double x, double tolerance) const {
  if (!short_) return tree_.countUpTo(x, tolerance);
  const auto above = std::partition_point(sorted_.begin(), sorted_.end(),
                                          [=](double value) { return value - x <= tolerance; });
  return static_cast<std::size_t>(above - sorted_.begin());
}

double OrderedWindow::excessOver(double x) const {
  if (!short_) return tree_.excessOver(x);
  double excess = 0;
  for (const double* value = sorted_.end(); value != sorted_.begin() && *(value - 1) > x; --value)
    excess += *(value - 1) - x;
  return excess;
}

}  // namespace perpscope::indicators
