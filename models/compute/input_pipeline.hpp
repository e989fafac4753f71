// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Closed form of a training epoch with its input pipeline: accelerator utilisation and samples/s as
// MLPerf Storage defines them. The simulator counts them out of time stamps; this is its oracle and
// the fast model of sweeps (0.6 % from an event simulation over 240 configurations).
//
//   J   = a + c ln n                     F   = phi n w B / X_fill     (PyTorch)
//   W1  = F_max + S (T + J)                  = k_f files + F_0        (TensorFlow)
//   W2  = S n B / X + T                  W   = (W1^p + W2^p)^(1/p)
//   AU  = (S - 1) T / (W - F - T)        samples/s = S n b / W
//
// Source: docs/theory/devices.md, section 6. Pure; safe from any thread.
#pragma once

#include "models/catalogue/entries.hpp"
#include "models/compute/accelerator.hpp"
#include "models/units/quantity.hpp"

namespace penstock::compute {

using catalogue::Loader;

struct EpochInput {
  StepModel step;
  double ranks = 1.0;                ///< n
  double batch = 1.0;                ///< b, samples per rank and step
  units::Bytes sample{0.0};          ///< s
  double steps = 500.0;              ///< S, of one epoch and rank
  double buffered_batches = 1.0;     ///< w: loader workers times prefetch factor, per rank
  units::ByteRate supply{0.0};       ///< X: of storage, network or client, all ranks together
  units::ByteRate fill_supply{0.0};  ///< X during the fill; 0: the same
  double batch_cv = 0.0;             ///< of the bytes of a batch: phi = 1 - cv / sqrt(pi)
  Loader loader = Loader::kPyTorch;
  double files = 0.0;                      ///< TensorFlow: in the data set
  units::Seconds start_per_file{0.76e-6};  ///< TensorFlow: k_f, listing and shuffling
  units::Seconds start{0.5};               ///< TensorFlow: F_0
  double blend = 32.0;                     ///< p
};

struct Epoch {
  units::Seconds first_batch{0.0};      ///< F
  units::Seconds compute_limited{0.0};  ///< W1
  units::Seconds storage_limited{0.0};  ///< W2
  units::Seconds duration{0.0};         ///< W
  double utilisation = 0.0;             ///< AU; may exceed what X alone feeds: prefetch credit
  units::Frequency samples{0.0};
};

/// std::invalid_argument for counts below 1 (steps below 2) or a supply that is not positive.
Epoch epoch(const EpochInput& input);

/// Bytes per second that keep `ranks` ideal accelerators busy: n b s / T.
units::ByteRate required_supply(const EpochInput& input);

/// Share of compute time that is ideal with infinite storage: T / (T + a + c ln n).
double barrier_limit(const StepModel& step, double ranks);

}  // namespace penstock::compute
