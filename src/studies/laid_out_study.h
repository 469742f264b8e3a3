// The shell every study has: a declaration, a way to lay its cells out in a bar, and a state over those
// cells.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

template <class Cells>
struct LaidOut {
  Cells cells;
  Inputs inputs;
};

// `StateOver` is made of the settings and the cells.
template <class StateOver, class Cells>
class LaidOutStudy final : public Study {
 public:
  using LayOut = Result<LaidOut<Cells>> (*)(const Context&);
  LaidOutStudy(Declaration declaration, LayOut lay_out)
      : declaration_(std::move(declaration)), lay_out_(lay_out) {}

  [[nodiscard]] const Declaration& declaration() const override { return declaration_; }

  [[nodiscard]] Result<Inputs> inputs(const Context& context) const override {
    auto laid_out = lay_out_(context);
    if (!laid_out) return std::unexpected(laid_out.error());
    return std::move(laid_out->inputs);
  }

  [[nodiscard]] std::unique_ptr<State> begin(const Context& context, const Inputs&) const override {
    return std::make_unique<StateOver>(context.settings, lay_out_(context).value().cells);
  }

 private:
  Declaration declaration_;
  LayOut lay_out_;
};

}  // namespace perpscope::studies
