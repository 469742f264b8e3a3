#include "indicators/ordered_window.h"

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

OrderedWindow::OrderedWindow(std::size_t length) : window_(length), nodes_(window_.length() + 1) {
  for (std::size_t i = 1; i < nodes_.size(); ++i) nodes_[i].priority = mixed(static_cast<std::uint32_t>(i));
}

void OrderedWindow::push(double x) {
  const auto node = static_cast<Link>(window_.slot() + 1);
  if (window_.full() && !na(window_.oldest())) root_ = erase(root_, node);
  window_.push(x);
  if (na(x)) return;
  nodes_[node].value = x;
  nodes_[node].left = nodes_[node].right = 0;
  root_ = insert(root_, node);
}

bool OrderedWindow::precedes(Link a, Link b) const {
  return nodes_[a].value != nodes_[b].value ? nodes_[a].value < nodes_[b].value : a < b;
}

void OrderedWindow::update(Link node) {
  auto& n = nodes_[node];
  n.size = nodes_[n.left].size + nodes_[n.right].size + 1;
  n.sum = nodes_[n.left].sum + nodes_[n.right].sum + n.value;
}

OrderedWindow::Halves OrderedWindow::split(Link tree, Link at) {
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

OrderedWindow::Link OrderedWindow::join(Link below, Link above) {
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

OrderedWindow::Link OrderedWindow::insert(Link tree, Link node) {
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

OrderedWindow::Link OrderedWindow::erase(Link tree, Link node) {
  if (tree == node) return join(nodes_[node].left, nodes_[node].right);
  auto& side = precedes(node, tree) ? nodes_[tree].left : nodes_[tree].right;
  side = erase(side, node);
  update(tree);
  return tree;
}

double OrderedWindow::at(std::size_t k) const {
  Link tree = root_;
  while (true) {
    const auto& n = nodes_[tree];
    const std::size_t before = size(n.left);
    if (k == before) return n.value;
    tree = k < before ? n.left : n.right;
    if (k > before) k -= before + 1;
  }
}

std::size_t OrderedWindow::countUpTo(double x, double tolerance) const {
  std::size_t count = 0;
  for (Link tree = root_; tree != 0;) {
    const auto& n = nodes_[tree];
    const bool counts = n.value - x <= tolerance;
    if (counts) count += size(n.left) + 1;
    tree = counts ? n.right : n.left;
  }
  return count;
}

double OrderedWindow::excessOver(double x) const {
  double excess = 0;
  for (Link tree = root_; tree != 0;) {
    const auto& n = nodes_[tree];
    const bool above = n.value > x;
    if (above) excess += (n.value - x) + (sum(n.right) - static_cast<double>(size(n.right)) * x);
    tree = above ? n.left : n.right;
  }
  return excess;
}

}  // namespace perpscope::indicators
