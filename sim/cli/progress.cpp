// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "models/units/format.hpp"
#include "sim/report/display_text.hpp"

namespace penstock::cli {
namespace {

constexpr const char* kWipe = "\r\x1b[K";
/// Faster than this nobody reads.
constexpr std::chrono::milliseconds kRedraw{100};

}  // namespace

Progress::Progress(std::ostream& stream, ProgressMode mode, std::size_t designs, Clock clock)
    : stream_(stream),
      mode_(mode),
      designs_(std::max<std::size_t>(designs, 1)),
      clock_(std::move(clock)),
      start_(clock_()),
      drawn_(start_) {}

Progress::~Progress() {
  if (line_shown_) stream_ << kWipe << std::flush;
}

void Progress::update(const std::string& design, int done, int total) {
  if (mode_ == ProgressMode::kJson) {
    const nlohmann::ordered_json event{
        {"event", "progress"}, {"design", design}, {"done", done}, {"total", total}};
    stream_ << event.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n"
            << std::flush;
    return;
  }
  if (mode_ != ProgressMode::kLine) return;
  // The expected number of windows may grow while months are refined; the bar never runs backwards.
  auto& share = shares_[design];
  if (total > 0) share = std::max(share, std::min(1.0, static_cast<double>(done) / total));
  const auto now = clock_();
  if (line_shown_ && now - drawn_ < kRedraw) return;
  drawn_ = now;
  line_shown_ = true;
  const double all = share_done();
  std::string line = fmt::format("{}  {}  window {} of {}", units::format_percent(all, 0),
                                 report::printable(design), done, total);
  if (all > 0.0 && all < 1.0) {
    const double left = seconds() * (1.0 - all) / all;
    line += "  " + units::format(units::Seconds{left}, 2) + " left";
  }
  stream_ << kWipe << line << std::flush;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(clock_() - start_).count();
}

double Progress::share_done() const {
  double sum = 0.0;
  for (const auto& [design, share] : shares_) sum += share;
  return std::min(1.0, sum / static_cast<double>(designs_));
}

}  // namespace penstock::cli
