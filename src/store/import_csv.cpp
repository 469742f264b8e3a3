#include "store/import_csv.h"

#include "store/import_lines.h"

namespace perpscope::store {

Result<ImportSummary> importCsv(Cache& cache, const std::filesystem::path& file, const ImportOptions& options,
                                const Clock& clock, const Progress& progress) {
  const auto spec = parseImportSpec(options);
  if (!spec) return std::unexpected(spec.error());
  const auto lines = openLines(file);
  if (!lines) return std::unexpected(lines.error());
  const auto name = file == "-" ? std::string("standard input") : file.string();
  return importLines(cache, **lines, *spec, name, clock, progress);
}

}  // namespace perpscope::store
