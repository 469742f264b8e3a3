#include "store/types.h"

namespace perpscope::store {

WriteOutcome& WriteOutcome::operator+=(const WriteOutcome& more) {
  stored += more.stored;
  equal += more.equal;
  kept += more.kept;
  replaced += more.replaced;
  return *this;
}

}  // namespace perpscope::store
