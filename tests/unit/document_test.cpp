// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/document.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "models/parameters/codes.hpp"

using namespace penstock::parameters;

namespace {

struct Parsed {
  std::optional<Node> root;
  Diagnostics diagnostics;
};

Parsed parse(const std::string& text) {
  Parsed parsed;
  parsed.root = parse_document(text, "f.yaml", parsed.diagnostics);
  return parsed;
}

/// The only diagnostic, as "PEN101 3:7".
std::string only(const Diagnostics& diagnostics) {
  REQUIRE(diagnostics.size() == 1);
  const auto& d = diagnostics.front();
  return d.code + " " + std::to_string(d.mark.line) + ":" + std::to_string(d.mark.column);
}

std::string repeated(const std::string& part, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += part;
  return text;
}

}  // namespace

TEST_CASE("marks count lines and characters from one", "[unit]") {
  const auto parsed =
      parse("# caf\xC3\xA9\n\xC3\xA9t\xC3\xA9: {b: 1,  c: [x, \xE2\x82\xAC, y]}\r\nd: \"q\"\n");
  REQUIRE(parsed.root);
  CHECK(parsed.diagnostics.empty());
  const auto& map = parsed.root->entries.at(0);
  CHECK(map.key == "\xC3\xA9t\xC3\xA9");
  CHECK(map.mark == Mark{"f.yaml", 2, 1});
  CHECK(map.value.find("b")->mark == Mark{"f.yaml", 2, 10});
  CHECK(map.value.entry("c")->mark == Mark{"f.yaml", 2, 14});
  CHECK(map.value.find("c")->items.at(2).mark == Mark{"f.yaml", 2, 24});
  CHECK(parsed.root->find("d")->mark == Mark{"f.yaml", 3, 4});
  CHECK_FALSE(parsed.root->find("d")->plain);
  CHECK(parsed.root->find_path("nothing.here") == nullptr);
}

TEST_CASE("a key without a value is null at its own place", "[unit]") {
  const auto parsed = parse("a:\nb: 1\n");
  REQUIRE(parsed.root);
  CHECK(parsed.root->find("a")->is_null());
  CHECK(parsed.root->find("a")->mark == Mark{"f.yaml", 1, 1});
}

TEST_CASE("duplicate keys are reported and the first one stays", "[unit]") {
  const auto parsed = parse("k: 1\nm: {x: 1, y: 2, x: 3}\nk: 2\n");
  REQUIRE(parsed.root);
  REQUIRE(parsed.diagnostics.size() == 2);
  CHECK(parsed.diagnostics[0].code == "PEN113");
  CHECK(parsed.diagnostics[0].mark == Mark{"f.yaml", 2, 17});
  CHECK(parsed.diagnostics[0].hint.find("line 2, column 5") != std::string::npos);
  CHECK(parsed.diagnostics[1].mark == Mark{"f.yaml", 3, 1});
  CHECK(parsed.root->find("k")->text == "1");
}

TEST_CASE("aliases and merge keys are expanded", "[unit]") {
  const auto parsed = parse(
      "a: &a {p: 1, q: 2}\nb: *a\nc: {<<: *a, q: 3}\nd: &d {p: 7, r: 8}\ne: {<<: [*d, *a]}\n");
  REQUIRE(parsed.root);
  CHECK(parsed.diagnostics.empty());
  CHECK(*parsed.root->find("b") == *parsed.root->find("a"));
  CHECK(parsed.root->find_path("c.q")->text == "3");
  CHECK(parsed.root->find_path("c.p")->text == "1");
  CHECK(parsed.root->find_path("e.p")->text == "7");
  CHECK(parsed.root->find_path("e.q")->text == "2");
}

TEST_CASE("a merge key without a map is reported", "[unit]") {
  CHECK(only(parse("a: {<<: 5}\n").diagnostics) == "PEN116 1:9");
}

TEST_CASE("alias bombs are refused", "[unit]") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto below = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
    for (int k = 1; k < 10; ++k) bomb += ", " + below;
    bomb += "]\n";
  }
  const auto start = std::chrono::steady_clock::now();
  const auto parsed = parse(bomb);
  CHECK_FALSE(parsed.root);
  CHECK(only(parsed.diagnostics).starts_with("PEN111"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));

  // Few values, but each of them long.
  const auto text =
      parse("a: &a " + repeated("x", 1'000'000) + "\nb: [" + repeated("*a,", 3000) + "]");
  CHECK_FALSE(text.root);
  CHECK(only(text.diagnostics).starts_with("PEN111"));
}

TEST_CASE("an alias of what contains it is refused", "[unit]") {
  CHECK(only(parse("a: &a [1, *a]\n").diagnostics) == "PEN112 1:11");
  CHECK(only(parse("a: &a {b: {<<: *a}}\n").diagnostics) == "PEN112 1:16");
}

TEST_CASE("deep nesting is refused", "[unit]") {
  CHECK(only(parse(repeated("[", 70) + repeated("]", 70)).diagnostics) == "PEN110 1:65");
  CHECK(only(parse(repeated("[", 100'000)).diagnostics).starts_with("PEN110"));
  CHECK(only(parse(repeated("- ", 100'000)).diagnostics).starts_with("PEN110"));
  // One level more with each alias.
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 80; ++i) {
    chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
             "]\n";
  }
  CHECK(only(parse(chain).diagnostics).starts_with("PEN110"));
}

TEST_CASE("bytes that are no text are refused", "[unit]") {
  CHECK(only(parse("a: 1\nb: \xFF\n").diagnostics) == "PEN105 2:4");
  CHECK(only(parse("a: \xC0\xAF\n").diagnostics) == "PEN105 1:4");          // overlong
  CHECK(only(parse("a: \xED\xA0\x80\n").diagnostics) == "PEN105 1:4");      // surrogate
  CHECK(only(parse("a: \xF4\x90\x80\x80\n").diagnostics) == "PEN105 1:4");  // above U+10FFFF
  CHECK(only(parse(std::string("a: 1\nb: \0c\n", 11)).diagnostics) == "PEN106 2:4");
  CHECK(only(parse("\xFF\xFE"
                   "a\0")
                 .diagnostics) == "PEN105 1:1");
}

TEST_CASE("a control character that yaml-cpp takes for the end does not hide the rest", "[unit]") {
  const auto parsed = parse("a: 1\n\x04\nb: 2\n");
  CHECK_FALSE(parsed.root);
  CHECK(only(parsed.diagnostics) == "PEN106 2:1");
}

TEST_CASE("a byte-order mark is a warning", "[unit]") {
  const auto parsed = parse(
      "\xEF\xBB\xBF"
      "a: 1\n");
  REQUIRE(parsed.root);
  CHECK(only(parsed.diagnostics) == "PEN107 1:1");
  CHECK_FALSE(has_errors(parsed.diagnostics));
  CHECK(parsed.root->entry("a")->mark == Mark{"f.yaml", 1, 1});
}

TEST_CASE("empty files hold no document", "[unit]") {
  for (const auto* text : {"", "\n\n", "# only a comment\n", "---\n", "~\n"}) {
    INFO(text);
    const auto parsed = parse(text);
    CHECK_FALSE(parsed.root);
    CHECK(only(parsed.diagnostics) == "PEN104 1:1");
  }
}

TEST_CASE("a second document is reported where it starts", "[unit]") {
  CHECK(only(parse("a: 1\n---\nb: 2\n").diagnostics) == "PEN108 2:1");
}

TEST_CASE("syntax errors have a place", "[unit]") {
  CHECK(only(parse("a: [1, 2\nb: 3\n").diagnostics).starts_with("PEN109 "));
  CHECK(only(parse("a: 1\n b: 2\n").diagnostics) == "PEN109 2:3");
  CHECK(only(parse("a: *nowhere\n").diagnostics) == "PEN109 1:4");
}

TEST_CASE("keys have to be words and tags have no meaning", "[unit]") {
  CHECK(only(parse("[1, 2]: x\nb: 1\n").diagnostics) == "PEN114 1:1");
  CHECK(only(parse("a: !!int 5\n").diagnostics) == "PEN115 1:4");
}

TEST_CASE("files that cannot be read say why", "[unit]") {
  const auto code_of = [](const std::filesystem::path& path) {
    Diagnostics diagnostics;
    CHECK_FALSE(read_document(path, diagnostics));
    REQUIRE(diagnostics.size() == 1);
    return diagnostics.front().code;
  };
  CHECK(code_of("/nonexistent/file.yaml") == "PEN101");
  CHECK(code_of("/tmp") == "PEN102");
  CHECK(code_of("/dev/zero") == "PEN103");
  CHECK(code_of("/dev/null") == "PEN104");
}

TEST_CASE("a document is read from a file under its path", "[unit]") {
  const auto path = std::filesystem::path(PENSTOCK_BINARY_DIR) / "document_test.yaml";
  std::ofstream(path) << "a: {b: 1}\n";
  Diagnostics diagnostics;
  const auto root = read_document(path, diagnostics);
  REQUIRE(root);
  CHECK(root->find_path("a.b")->mark == Mark{path.string(), 1, 8});
  std::filesystem::remove(path);
}

TEST_CASE("deep merges keep what the upper map does not name", "[unit]") {
  const auto base = *parse("t: {fast: {kind: a, n: 1}, big: {n: 2}}\nl: [1, 2]\n").root;
  const auto over = *parse("t: {fast: {kind: b}, new: {n: 3}}\nl: [3]\n").root;
  const auto result = merged(base, over, true);
  CHECK(result.find_path("t.fast.kind")->text == "b");
  CHECK(result.find_path("t.fast.n")->text == "1");
  CHECK(result.find("t")->find("fast")->entry("n")->inherited);
  CHECK_FALSE(result.find("t")->find("fast")->entry("kind")->inherited);
  CHECK(result.find("t")->entry("big")->inherited);
  CHECK(result.find_path("t.new.n")->text == "3");
  CHECK(result.find("l")->items.size() == 1);
}

TEST_CASE("diagnostics are rendered in the order of the file", "[unit]") {
  Diagnostics diagnostics;
  report(diagnostics, Code::kUnknownKey, {"b.yaml", 2, 3}, "second", "try this");
  report_warning(diagnostics, Code::kUnused, {"b.yaml", 1, 9}, "first");
  report(diagnostics, Code::kFileMissing, {"a.yaml", 0, 0}, "none");
  CHECK(render(diagnostics) ==
        "a.yaml: error[PEN101]: none\n"
        "b.yaml:1:9: warning[PEN309]: first\n"
        "b.yaml:2:3: error[PEN201]: second\n  hint: try this\n");
}

TEST_CASE("the list of diagnostics is bounded", "[unit]") {
  Diagnostics diagnostics;
  for (int i = 0; i < 5000; ++i) report(diagnostics, Code::kUnknownKey, {"f", i + 1, 1}, "x");
  CHECK(diagnostics.size() == 1001);
  CHECK(diagnostics.back().code == "PEN199");
}

TEST_CASE("codes are unique and in ascending order", "[unit]") {
  int last = 0;
  for (const auto& info : codes()) {
    CHECK(static_cast<int>(info.code) > last);
    last = static_cast<int>(info.code);
    CHECK_FALSE(info.title.empty());
    CHECK_FALSE(info.explanation.empty());
  }
  CHECK(code_text(Code::kUnknownKey) == "PEN201");
}
