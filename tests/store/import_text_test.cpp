// From bytes to rows of cells.
#include <fstream>

#include <gtest/gtest.h>
#include <zlib.h>

#include "store/csv_rows.h"
#include "temp_folder.h"

namespace perpscope::store {
namespace {

using Cells = std::vector<std::string>;

struct Rows {
  std::vector<Cells> cells;
  std::vector<std::size_t> lines;
  std::string error;
};

Rows rowsOf(LineSource& source, char delimiter = ',', std::size_t skip = 0) {
  Rows out;
  CsvRows rows(source, delimiter);
  EXPECT_TRUE(rows.skipLines(skip));
  for (CsvRow row;;) {
    const auto more = rows.next(row);
    if (!more) out.error = more.error().message;
    if (!more || !*more) return out;
    Cells cells;
    for (std::size_t i = 0; i < row.size(); ++i) cells.emplace_back(row[i]);
    out.cells.push_back(cells);
    out.lines.push_back(row.line());
  }
}

Rows rowsOf(const std::string& text, char delimiter = ',', std::size_t skip = 0) {
  const auto source = linesOf(text);
  return rowsOf(*source, delimiter, skip);
}

std::string gzipped(const std::string& text) {
  std::string out(text.size() + 1000, '\0');
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(ImportText, CellsLinesAndBlankLines) {
  const auto rows = rowsOf("a,b\n\n1,2\r\n , \n3,4");
  EXPECT_EQ(rows.cells, (std::vector<Cells>{{"a", "b"}, {"1", "2"}, {"", ""}, {"3", "4"}}));
  EXPECT_EQ(rows.lines, (std::vector<std::size_t>{1, 3, 4, 5}));
}

TEST(ImportText, QuotedCells) {
  const auto rows = rowsOf("\"a,1\",\"say \"\"x\"\"\"\n\"two\nlines\",b\nc,d\n");
  EXPECT_EQ(rows.cells, (std::vector<Cells>{{"a,1", "say \"x\""}, {"two\nlines", "b"}, {"c", "d"}}));
  EXPECT_EQ(rows.lines, (std::vector<std::size_t>{1, 2, 4}));
}

TEST(ImportText, ByteOrderMarkAndDelimiters) {
  EXPECT_EQ(rowsOf("\xEF\xBB\xBF\"Time\",x\n").cells, (std::vector<Cells>{{"Time", "x"}}));
  EXPECT_EQ(rowsOf("a;b,c\n", ';').cells, (std::vector<Cells>{{"a", "b,c"}}));
  EXPECT_EQ(rowsOf("a\tb\t\n", '\t').cells, (std::vector<Cells>{{"a", "b", ""}}));
}

TEST(ImportText, SkippedLinesCount) {
  const auto rows = rowsOf("https://example.org \"as is\nUnix,Open\n1,2\n", ',', 1);
  EXPECT_EQ(rows.cells, (std::vector<Cells>{{"Unix", "Open"}, {"1", "2"}}));
  EXPECT_EQ(rows.lines, (std::vector<std::size_t>{2, 3}));
  EXPECT_TRUE(rowsOf("a\n", ',', 5).cells.empty());
}

TEST(ImportText, BadQuotesAreRefusedWithTheirLine) {
  EXPECT_EQ(rowsOf("a,b\n1,2\"3\n").error, "line 2: quotes are not as CSV has them");
  EXPECT_EQ(rowsOf("a,b\n\"1,2\n3,4\n").error, "line 2: a quoted cell does not end");

  // An open quote does not swallow a long file first.
  const auto source = linesOf("\"" + std::string(8 << 20, '\n'));
  EXPECT_EQ(rowsOf(*source).error, "line 1: a quoted cell does not end");
  EXPECT_LT(source->done(), source->total() / 2);
}

TEST(ImportText, WhatIsNoTextIsRefused) {
  EXPECT_NE(rowsOf(std::string("t\0i\0m\0e\0", 8)).error.find("zero bytes"), std::string::npos);
  EXPECT_NE(rowsOf("a,b\n" + std::string(3 << 20, 'x')).error.find("longer than 1 MB"), std::string::npos);
  EXPECT_NE(rowsOf("a,b\n" + std::string(kLongestLine + 1, 'x') + "\n1\n").error.find("longer"),
            std::string::npos);
}

TEST(ImportText, LinesCrossReadingBlocks) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += std::to_string(i) + ",second cell of this row\n";
  const auto rows = rowsOf(text);
  ASSERT_EQ(rows.cells.size(), 40'000U);
  EXPECT_EQ(rows.cells[31'415][0], "31415");
  EXPECT_EQ(rows.lines.back(), 40'000U);
}

TEST(ImportText, FilesPlainAndGzipped) {
  const test::TempFolder folder;
  const std::string text = "a,b\n1,2\n";
  for (const auto& file : {folder.write("t.csv", text), folder.write("t.csv.gz", gzipped(text))}) {
    const auto source = openLines(file);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->total(), std::filesystem::file_size(file));
    EXPECT_EQ(rowsOf(**source).cells, (std::vector<Cells>{{"a", "b"}, {"1", "2"}})) << file;
    EXPECT_EQ((*source)->done(), (*source)->total());
  }
}

TEST(ImportText, ACutGzipFileIsRefused) {
  const test::TempFolder folder;
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919) + ",1\n";
  const auto packed = gzipped(text);
  const auto source = openLines(folder.write("cut.csv.gz", packed.substr(0, packed.size() / 2)));
  ASSERT_TRUE(source);
  EXPECT_NE(rowsOf(**source).error.find("cannot be read to its end"), std::string::npos);
}

TEST(ImportText, FilesThatAreNotThere) {
  const test::TempFolder folder;
  EXPECT_EQ(openLines(folder / "none.csv").error().kind, ErrorKind::NotFound);
  EXPECT_FALSE(openLines(folder.path()));
}

}  // namespace
}  // namespace perpscope::store
