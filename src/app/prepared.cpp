#include "app/prepared.h"

#include <fmt/format.h>

namespace perpscope::app {

using studies::InputKind;

Result<Prepared> Prepared::of(const store::Reader& reader, const StudyRequest& request) {
  const auto study = studies::named(request.study);
  if (!study) return std::unexpected(study.error());
  auto settings = studies::resolve((*study)->declaration().params, request.interval, request.overrides);
  if (!settings) return std::unexpected(settings.error());
  Prepared prepared{*study, {request.asset, request.interval, *std::move(settings), request.venues}, {}, {}};
  auto inputs = (*study)->inputs(prepared.context);
  if (!inputs) return std::unexpected(inputs.error());
  prepared.inputs = *std::move(inputs);
  auto stored = StoredSeries::of(reader);
  if (!stored) return std::unexpected(stored.error());
  prepared.stored = *std::move(stored);
  return prepared;
}

std::string roleOf(const studies::Input& input) {
  switch (input.kind) {
    case InputKind::OpenInterest: return "open interest";
    case InputKind::Funding: return "funding";
    case InputKind::PremiumWindow:
      return fmt::format("{} {}", label(input.sub_interval),
                         input.price == PriceKind::Mid ? "mid price" : "premium index");
    case InputKind::Candles: break;
  }
  return std::string(input.price == PriceKind::Trade ? label(input.leg.kind) : label(input.price));
}

}  // namespace perpscope::app
