// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/codes.hpp"

#include <fmt/format.h>

#include <array>

namespace penstock::parameters {
namespace {

constexpr std::size_t kMostDiagnostics = 1000;

constexpr std::array kCodes{
    CodeInfo{Code::kFileMissing, "The file does not exist",
             "Nothing has this path. Paths of `include:` count from the including file."},
    CodeInfo{Code::kFileNotReadable, "The file cannot be read",
             "It is a directory, permission is missing, or the disk reported an error."},
    CodeInfo{
        Code::kFileTooLarge, "The file is too large",
        "Scenario and catalogue files may have 4 MiB, measurements 64 MiB. Real ones have a few "
        "kilobytes."},
    CodeInfo{Code::kFileEmpty, "The file is empty",
             "A scenario starts with `penstock: 1`; a table of measurements with the names of its "
             "columns."},
    CodeInfo{Code::kNotUtf8, "The file is not UTF-8",
             "Save it with the encoding UTF-8. UTF-16 and Latin-1 are not accepted."},
    CodeInfo{Code::kControlCharacter, "The file holds a control character",
             "Only tabs and line ends are allowed; NUL bytes usually mean a binary file."},
    CodeInfo{Code::kByteOrderMark, "The file starts with a byte-order mark",
             "It is ignored. Save the file as UTF-8 without it."},
    CodeInfo{Code::kSeveralDocuments, "The file holds several YAML documents",
             "Split it at the `---` line and use `include:`."},
    CodeInfo{Code::kSyntax, "The YAML is not well-formed",
             "The reader cannot go on after it, so there may be further mistakes below."},
    CodeInfo{Code::kNestedTooDeep, "Nested too deep", "At most 64 levels are read."},
    CodeInfo{Code::kTooManyNodes, "Too many values",
             "With all aliases expanded the document passes 200,000 values or 16 MiB of text."},
    CodeInfo{Code::kAliasCycle, "An alias refers to a value that contains it",
             "Such a document has no end."},
    CodeInfo{Code::kDuplicateKey, "A key occurs twice",
             "The first one is used for the remaining checks. Remove one of them."},
    CodeInfo{Code::kKeyNotAWord, "A key is not a word", "Lists, maps and nothing cannot be keys."},
    CodeInfo{Code::kTag, "A YAML tag", "Types come from the parameter table; remove the `!tag`."},
    CodeInfo{Code::kMergeKey, "The merge key `<<` has no map",
             "It takes an alias of a map, or a list of such aliases."},
    CodeInfo{Code::kInclude, "An include cannot be followed",
             "Includes may not form a cycle and may be nested 8 deep, 64 files in all."},
    CodeInfo{Code::kTooManyDiagnostics, "Too many mistakes",
             "Further ones are not listed. Correct the first ones and read again."},

    CodeInfo{Code::kUnknownKey, "Unknown key",
             "No parameter has this name here. `penstock params` lists all of them."},
    CodeInfo{Code::kKeyOfOtherKind, "The key belongs to another kind",
             "The parameter exists, but not for an object of this `kind`."},
    CodeInfo{Code::kMissingKey, "A required key is missing", "The object cannot do without it."},
    CodeInfo{Code::kWrongShape, "A map, a list or a single value is expected",
             "The value has another YAML shape than the parameter."},
    CodeInfo{Code::kNoValue, "The key has no value", "Write a value or remove the key."},
    CodeInfo{Code::kBadValue, "The value cannot be understood",
             "A wrong or missing unit, a word that is not a choice, or a notation with a slip."},
    CodeInfo{Code::kOutOfRange, "The value is out of range",
             "The bounds are stated in the message and in the parameter reference."},
    CodeInfo{Code::kRangeOrder, "low, value and high are out of order",
             "The rule is low <= value <= high."},
    CodeInfo{Code::kFormatVersion, "The format version is missing or not supported",
             "The first key is `penstock: 1`."},
    CodeInfo{Code::kOverride, "An override cannot be applied",
             "Overrides are written `path=value`, for example "
             "`designs.all-flash.tiers.fast.servers=30`."},
    CodeInfo{Code::kBadName, "The name is not allowed",
             "Names have up to 64 letters, digits, `-` and `_`, and start with a letter."},
    CodeInfo{Code::kNotEvaluated, "The section is not evaluated by this version",
             "It is checked for well-formed YAML only and does not change any result."},

    CodeInfo{Code::kUnknownName, "The name is not defined", "Nothing of this name exists."},
    CodeInfo{Code::kWrongClass, "The catalogue entry is of the wrong class",
             "It exists, but it is not a thing that can be used here."},
    CodeInfo{Code::kReferenceCycle, "Stages and datasets form a cycle",
             "Data would have to be there before it is made. Archives and checkpoints may write "
             "back, other stages may not."},
    CodeInfo{Code::kExtends, "A design cannot be extended",
             "The base does not exist, or designs extend each other in a circle."},
    CodeInfo{Code::kNotPlaced, "A dataset has no tier",
             "Every dataset has to be placed in every design."},
    CodeInfo{Code::kSeveralWriters, "Several stages write one dataset",
             "Only archive stages and checkpoints may share a dataset with another writer."},
    CodeInfo{Code::kNeverWritten, "A dataset never receives data",
             "No stage writes it and it has no `initial` stock."},
    CodeInfo{Code::kNameTwice, "A name is used twice in one list", "Remove one of them."},
    CodeInfo{Code::kUnused, "Nothing uses it", "Probably a slip; it does not change any result."},
    CodeInfo{Code::kLineage, "`from` of a dataset contradicts the stage that writes it",
             "A dataset is made of what its stage reads."},

    CodeInfo{Code::kSourceRate, "The rate of a source is not defined exactly once",
             "Give either `rate`, or `record` and `interval` (kind iot)."},
    CodeInfo{Code::kReadWriteRatio, "`read_write` contradicts the dataset's ratio",
             "The written dataset's `ratio` fixes the bytes; `read_write` only states it again."},
    CodeInfo{Code::kRedundancyWidth, "The redundancy does not fit the tier",
             "A stripe of k+m needs k+m servers, or with fewer servers k+m devices."},
    CodeInfo{Code::kSlots, "More devices than slots", "The server has fewer drive slots."},
    CodeInfo{Code::kNoAccelerators, "A stage needs accelerators that a design does not have",
             "Give the design more `gpu_nodes`, or the stage fewer `accelerators`."},
    CodeInfo{Code::kAcceleratorMismatch, "The stage names another accelerator than the design",
             "A stage runs on what the design's nodes hold."},
    CodeInfo{Code::kNoComputeNodes, "The design has no compute nodes for it",
             "Give the design `gpu_nodes` or `cpu_nodes`."},
    CodeInfo{Code::kWorkload, "The workload has no step time for this accelerator",
             "Give `step_time` in the stage, or choose an accelerator of the workload."},
    CodeInfo{Code::kMoves, "A move has no effect or no target",
             "A dataset moves to another tier than its own, after an age below its retention."},
    CodeInfo{Code::kDurations, "Durations contradict each other",
             "For example an archive age beyond the retention of the data."},

    CodeInfo{Code::kObjectiveSyntax, "The objective cannot be understood",
             "Objectives are written `path comparison value`: `tier.fast.fill <= 80 %`."},
    CodeInfo{Code::kObjectivePath, "The objective names an unknown metric",
             "The metrics are listed in docs/reference/metrics.md."},
    CodeInfo{Code::kObjectiveLimit, "The limit of the objective cannot be understood",
             "It needs the unit of the metric, and a value that can occur."},

    CodeInfo{Code::kTableHeader, "The header of a table cannot be used",
             "The first line names the columns, separated by commas, each with a name of its own."},
    CodeInfo{Code::kTableCells, "A row has more or fewer cells than the header",
             "A truncated last line, or a comma in a cell that is not in double quotes."},
    CodeInfo{Code::kTableQuotes, "Quotes are out of place",
             "A quoted cell starts and ends with `\"`; a quote inside it is doubled (RFC 4180)."},
    CodeInfo{Code::kFioOutput, "This is not what fio writes",
             "One run of fio >= 2 with `--output-format=json`, complete."},
    CodeInfo{Code::kFioRun, "A run of fio is no measurement that can be used",
             "It failed, moved nothing, or its jobs cannot be described by one row."},
    CodeInfo{Code::kCondition, "A condition cannot be understood",
             "Conditions are written `column=value[,value...]`, joined by `and` and `or`."},
    CodeInfo{Code::kUnknownColumn, "The table has no such column",
             "The message lists the columns it has."},
    CodeInfo{Code::kNoRow, "No row is left", "The conditions together match no row."},
    CodeInfo{Code::kMissingColumn, "A column is missing",
             "Without it the figures have no meaning; docs/reference/measurements.md lists the "
             "columns."},
    CodeInfo{Code::kFigure, "A figure cannot be used",
             "It is no finite number, or zero or negative where that cannot be."},
    CodeInfo{Code::kNothingMeasured, "No row holds a measured figure",
             "All cells with results are empty. Rows without a result are left out, but one has to "
             "remain."},
    CodeInfo{Code::kRowTwice, "Two rows describe the same measurement",
             "They agree in every column that is no result. Repetitions need a column that tells "
             "them apart, such as `run`."},
    CodeInfo{Code::kContradiction, "Columns contradict each other",
             "Two columns of one meaning differ, or rate, size, latency and depth cannot all be "
             "true: usually mixed units."},
    CodeInfo{Code::kImport, "The file cannot be brought into a scenario",
             "It describes something that no stage does, or no input at all."},
    CodeInfo{Code::kNotTakenOver, "An import leaves something out",
             "The scenario has no place for it; the message says what is done instead."},

    CodeInfo{Code::kNoProfile, "The file does not hold the one profile that is meant",
             "`penstock calibrate` writes a profile below `catalogue: profile:`."},
    CodeInfo{
        Code::kSeveralDevices, "The chosen rows are of several devices",
        "Choose the rows of one with `--where 'device=NAME'`. To take several as one, name all "
        "of them."},
    CodeInfo{Code::kNoForm, "No model describes such measurements",
             "The message lists what was found. `--class` chooses a model by its word."},
    CodeInfo{Code::kFitRefused, "The measurements do not determine the model",
             "Too few points, points that cannot tell parameters apart, or an implausible result. "
             "The message says which points would help."},
    CodeInfo{Code::kNothingLeft, "No row is left to predict",
             "Every chosen row was calibrated on, or the profile has no answer for it."},
};

void store(Diagnostics& diagnostics, Severity severity, Code code, Mark mark, std::string message,
           std::string hint) {
  if (diagnostics.size() > kMostDiagnostics) return;
  if (diagnostics.size() == kMostDiagnostics) {
    diagnostics.push_back(
        {Severity::kError, code_text(Code::kTooManyDiagnostics), std::move(mark),
         fmt::format("more than {} mistakes; the rest is not listed", kMostDiagnostics), ""});
    return;
  }
  diagnostics.push_back(
      {severity, code_text(code), std::move(mark), std::move(message), std::move(hint)});
}

}  // namespace

std::span<const CodeInfo> codes() {
  return kCodes;
}

std::string code_text(Code code) {
  return fmt::format("PEN{:03}", static_cast<int>(code));
}

void report(Diagnostics& diagnostics, Code code, Mark mark, std::string message, std::string hint) {
  store(diagnostics, Severity::kError, code, std::move(mark), std::move(message), std::move(hint));
}

void report_warning(Diagnostics& diagnostics, Code code, Mark mark, std::string message,
                    std::string hint) {
  store(diagnostics, Severity::kWarning, code, std::move(mark), std::move(message),
        std::move(hint));
}

std::string diagnostics_page() {
  std::string page =
      "# Diagnostics\n\n"
      "Every mistake in a scenario, a catalogue file or measurements is reported as\n"
      "`file:line:column: error[PEN201]: message`, all of them at once and sorted by place. Lines "
      "and columns\ncount from 1, columns in characters. Codes are stable.\n\n"
      "<!-- Generated from models/parameters/codes.cpp; do not edit. -->\n\n"
      "| code | title | meaning |\n|---|---|---|\n";
  for (const auto& info : kCodes) {
    page += fmt::format("| {} | {} | {} |\n", code_text(info.code), info.title, info.explanation);
  }
  return page;
}

}  // namespace penstock::parameters
