// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/compute/input_pipeline.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace penstock::compute {

namespace {

/// (a^p + b^p)^(1/p) without overflow for large p.
double blend(double a, double b, double p) {
  const double high = std::max(a, b);
  const double low = std::min(a, b);
  return high * std::exp(std::log1p(std::pow(low / high, p)) / p);
}

}  // namespace

Epoch epoch(const EpochInput& input) {
  const bool valid = input.ranks >= 1.0 && input.batch >= 1.0 && input.steps >= 2.0 &&
                     input.buffered_batches >= 1.0 && input.sample.si() > 0.0 &&
                     input.supply.si() > 0.0 && input.fill_supply.si() >= 0.0 && input.blend >= 1.0;
  if (!valid) throw std::invalid_argument("an epoch has ranks, samples, two steps and a supply");

  const units::Bytes round = input.ranks * input.batch * input.sample;  // one batch of every rank
  Epoch out;
  units::Seconds last_fill;
  if (input.loader == Loader::kPyTorch) {
    const units::ByteRate fill = input.fill_supply.si() > 0.0 ? input.fill_supply : input.supply;
    // All ranks' workers load their first batches at once; the ranks start as theirs arrive.
    const double phi = 1.0 - input.batch_cv / std::sqrt(std::numbers::pi);
    last_fill = input.buffered_batches * round / fill;
    out.first_batch = phi * last_fill;
    if (input.ranks <= 1.0) last_fill = out.first_batch;
  } else {
    out.first_batch = input.files * input.start_per_file + input.start;
    last_fill = out.first_batch;
  }
  const units::Seconds step = step_time(input.step, input.ranks);
  out.compute_limited = last_fill + input.steps * step;
  out.storage_limited = input.steps * round / input.supply + input.step.compute;
  out.duration =
      units::Seconds{blend(out.compute_limited.si(), out.storage_limited.si(), input.blend)};
  const units::Seconds measured = out.duration - out.first_batch - input.step.compute;
  out.utilisation = (input.steps - 1.0) * input.step.compute / measured;
  out.samples = input.steps * input.ranks * input.batch / out.duration;
  return out;
}

units::ByteRate required_supply(const EpochInput& input) {
  return input.ranks * input.batch * input.sample / input.step.compute;
}

double barrier_limit(const StepModel& step, double ranks) {
  return step.compute / step_time(step, ranks);
}

}  // namespace penstock::compute
