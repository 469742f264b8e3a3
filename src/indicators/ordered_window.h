// The last N values in order of size: rank and selection at any N.
#pragma once

#include <cstdint>
#include <vector>

#include "indicators/sorted_values.h"
#include "indicators/window.h"

namespace perpscope::indicators {

// A treap whose nodes lie in one vector, one per slot of the ring, so that a copy is one block of memory and
// a push allocates nothing. Its shape follows from the slots alone: equal histories give equal trees. Every
// operation is O(log N).
class OrderedTree {
 public:
  explicit OrderedTree(std::size_t slots);

  // The slot must hold nothing; and what erase() takes out, something.
  void insert(std::size_t slot, double x);
  void erase(std::size_t slot);
  [[nodiscard]] std::size_t size() const { return size(root_); }
  [[nodiscard]] double sum() const { return sum(root_); }
  [[nodiscard]] double at(std::size_t k) const;
  [[nodiscard]] std::size_t countUpTo(double x, double tolerance) const;
  [[nodiscard]] double excessOver(double x) const;

 private:
  using Link = std::uint32_t;  // slot + 1; 0 is none
  struct Node {
    double value = 0;
    double sum = 0;
    Link left = 0;
    Link right = 0;
    std::uint32_t size = 0;
    std::uint32_t priority = 0;
  };
  struct Halves {
    Link below = 0;
    Link above = 0;
  };

  [[nodiscard]] std::size_t size(Link node) const { return nodes_[node].size; }
  [[nodiscard]] double sum(Link node) const { return nodes_[node].sum; }
  // Order of values, and of slots among equal ones.
  [[nodiscard]] bool precedes(Link a, Link b) const;
  void update(Link node);
  Halves split(Link tree, Link at);
  Link join(Link below, Link above);
  Link insert(Link tree, Link node);
  Link erase(Link tree, Link node);

  std::vector<Node> nodes_;  // nodes_[0] is the empty tree
  Link root_ = 0;
};

// Values that are na take their place in the ring, and none in the order. Short windows keep their values
// sorted side by side, long ones in a tree.
class OrderedWindow {
 public:
  // Up to this length values are kept sorted.
  static constexpr std::size_t kShort = 1024;
  explicit OrderedWindow(std::size_t length, std::size_t sorted_up_to = kShort);

  void push(double x);
  // N bars seen, all of them defined.
  [[nodiscard]] bool complete() const { return size() == window_.length(); }
  [[nodiscard]] std::size_t length() const { return window_.length(); }
  [[nodiscard]] std::size_t size() const { return short_ ? sorted_.size() : tree_.size(); }
  // These two take a walk over all values where they are kept sorted.
  [[nodiscard]] double sum() const;
  // The k-th smallest, from 0; k < size().
  [[nodiscard]] double at(std::size_t k) const { return short_ ? sorted_.at(k) : tree_.at(k); }
  // Σ (value − x) of the values above x.
  [[nodiscard]] double excessOver(double x) const;
  // How many are at most x + tolerance.
  [[nodiscard]] std::size_t countUpTo(double x, double tolerance) const;

 private:
  Window window_;
  bool short_;
  SortedValues sorted_;
  OrderedTree tree_;
};

}  // namespace perpscope::indicators
