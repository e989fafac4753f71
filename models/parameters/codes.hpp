// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The codes of all diagnostics, in one place. A code never changes its meaning and a removed one is
// not used again; docs/reference/diagnostics.md is generated from the table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "models/parameters/diagnostic.hpp"

namespace penstock::parameters {

/// The number of "PEN101" is the value of the enumerator.
enum class Code {
  // 1xx: the file and its YAML
  kFileMissing = 101,
  kFileNotReadable = 102,
  kFileTooLarge = 103,
  kFileEmpty = 104,
  kNotUtf8 = 105,
  kControlCharacter = 106,
  kByteOrderMark = 107,
  kSeveralDocuments = 108,
  kSyntax = 109,
  kNestedTooDeep = 110,
  kTooManyNodes = 111,
  kAliasCycle = 112,
  kDuplicateKey = 113,
  kKeyNotAWord = 114,
  kTag = 115,
  kMergeKey = 116,
  kInclude = 117,
  kTooManyDiagnostics = 199,
  // 2xx: keys and values
  kUnknownKey = 201,
  kKeyOfOtherKind = 202,
  kMissingKey = 203,
  kWrongShape = 204,
  kNoValue = 205,
  kBadValue = 206,
  kOutOfRange = 207,
  kRangeOrder = 208,
  kFormatVersion = 209,
  kOverride = 210,
  kBadName = 211,
  kNotEvaluated = 212,
  // 3xx: names that refer to something
  kUnknownName = 301,
  kWrongClass = 302,
  kReferenceCycle = 303,
  kExtends = 304,
  kNotPlaced = 305,
  kSeveralWriters = 306,
  kNeverWritten = 307,
  kNameTwice = 308,
  kUnused = 309,
  kLineage = 310,
  // 4xx: numbers that contradict each other
  kSourceRate = 401,
  kReadWriteRatio = 402,
  kRedundancyWidth = 403,
  kSlots = 404,
  kNoAccelerators = 405,
  kAcceleratorMismatch = 406,
  kNoComputeNodes = 407,
  kWorkload = 408,
  kMoves = 409,
  kDurations = 410,
  // 5xx: objectives
  kObjectiveSyntax = 501,
  kObjectivePath = 502,
  kObjectiveLimit = 503,
  // 6xx: measurements
  kTableHeader = 601,
  kTableCells = 602,
  kTableQuotes = 603,
  kFioOutput = 604,
  kFioRun = 605,
  kCondition = 606,
  kUnknownColumn = 607,
  kNoRow = 608,
  kMissingColumn = 609,
  kFigure = 610,
  kNothingMeasured = 611,
  kRowTwice = 612,
  kContradiction = 613,
  // 62x: files of other programs
  kImport = 621,
  kNotTakenOver = 622,
  // 65x: profiles of devices and what they are made from
  kNoProfile = 651,
  kSeveralDevices = 652,
  kNoForm = 653,
  kFitRefused = 654,
  kNothingLeft = 655,
};

struct CodeInfo {
  Code code;
  std::string_view title;        ///< one short sentence
  std::string_view explanation;  ///< what it means and what to do, for the reference page
};

/// All codes in ascending order.
std::span<const CodeInfo> codes();
/// "PEN101".
std::string code_text(Code code);

/// Appends an error. The list is bounded: after 1,000 entries one last entry says so and further
/// ones are not stored.
void report(Diagnostics& diagnostics, Code code, Mark mark, std::string message,
            std::string hint = "");
void report_warning(Diagnostics& diagnostics, Code code, Mark mark, std::string message,
                    std::string hint = "");

/// docs/reference/diagnostics.md.
std::string diagnostics_page();

}  // namespace penstock::parameters
