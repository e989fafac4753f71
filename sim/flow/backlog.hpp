// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The queue in front of an open flow: first in, first out, with the arrival time of everything in
// it. Arrivals and service have constant rates between two calls of advance(), so amounts and ages
// are exact; raw doubles in SI units.
#pragma once

#include <deque>
#include <limits>

namespace penstock::flow {

class Backlog {
 public:
  explicit Backlog(double now) : now_(now) {}

  void set_arrivals(double rate) { arrivals_ = rate; }
  [[nodiscard]] double arrivals() const { return arrivals_; }
  void set_limit(double requests) { limit_ = requests; }

  /// Moves on to `now` with requests taken out at `service` per second. While nothing waits,
  /// service must not exceed arrivals.
  void advance(double now, double service);
  /// A burst at the present instant; what exceeds the limit is dropped.
  void add(double requests);
  /// The instant at which `service` drains the queue: nothing is left but roundoff.
  void drained();
  /// Seconds from now until `service` has drained the queue; infinity if it does not.
  [[nodiscard]] double until_drained(double service) const;

  [[nodiscard]] double waiting() const { return waiting_; }
  [[nodiscard]] double offered() const { return offered_; }
  [[nodiscard]] double dropped() const { return dropped_; }
  [[nodiscard]] double served() const { return offered_ - dropped_ - waiting_; }
  [[nodiscard]] double max_waiting() const { return max_waiting_; }
  [[nodiscard]] double max_age() const { return max_age_; }

 private:
  /// Requests that arrived evenly from `first` to `last`; a burst has first == last.
  struct Chunk {
    double first, last, requests;
  };

  void pass(double duration, double admitted, double service);
  void serve(double duration, double service);

  double now_;
  double arrivals_ = 0.0;
  double limit_ = std::numeric_limits<double>::infinity();
  double waiting_ = 0.0, offered_ = 0.0, dropped_ = 0.0, max_waiting_ = 0.0, max_age_ = 0.0;
  double tail_rate_ = -1.0;  ///< of the last chunk, which grows while the rate stays
  std::deque<Chunk> chunks_;
};

}  // namespace penstock::flow
