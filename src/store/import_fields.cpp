#include "store/import_fields.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope::store {
namespace {

constexpr std::array<std::string_view, 13> kNames{
    "open", "high",    "low",    "close",        "volume",   "volume_quote", "volume_contracts",
    "rate", "oi_base", "oi_usd", "oi_contracts", "interval", "time"};

}  // namespace

std::string_view label(Field field) { return kNames.at(indexOf(field)); }

bool isNumber(Field field) { return indexOf(field) < kNumberFields; }

bool belongs(Field field, DataKind data) {
  if (field == Field::Time) return true;
  switch (data) {
    case DataKind::Bars: return field <= Field::VolumeContracts;
    case DataKind::Funding: return field == Field::Rate || field == Field::FundingInterval;
    case DataKind::OpenInterest: return field >= Field::OiBase && field <= Field::OiContracts;
  }
  return false;
}

bool carries(Field field) { return isNumber(field) && (field <= Field::Close || field >= Field::Rate); }

Result<FieldTexts> parseFieldTexts(std::string_view option, std::string_view text) {
  FieldTexts out;
  for (const auto& part : split(text, ',')) {
    const auto equals = part.find('=');
    const auto name = trimmed(std::string_view(part).substr(0, equals));
    const auto found = std::ranges::find(kNames, name);
    if (equals == std::string::npos || found == kNames.end())
      return fail(ErrorKind::Usage, fmt::format("--{} {}: FIELD=… is wanted, with FIELD one of {}", option,
                                                part, fmt::join(kNames, ", ")));
    const auto field = static_cast<Field>(found - kNames.begin());
    if (std::ranges::find(out, field, &FieldTexts::value_type::first) != out.end())
      return fail(ErrorKind::Usage, fmt::format("--{}: {} is given twice", option, name));
    out.emplace_back(field, trimmed(std::string_view(part).substr(equals + 1)));
  }
  return out;
}

}  // namespace perpscope::store
