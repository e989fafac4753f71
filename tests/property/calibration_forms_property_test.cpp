// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Limits of the forms beside disk and flash.
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/calibration/form.hpp"
#include "models/network/measured_time.hpp"
#include "models/network/transport.hpp"
#include "tests/unit/form_points.hpp"

using namespace penstock;
using namespace penstock::calibration;

TEST_CASE("Message times and byte rates are monotone", "[property]") {
  rc::prop("the larger of two messages never arrives earlier through an adapter", [] {
    const double base = *rc::gen::inRange(1, 5) * 1e-6;
    const Form form = message_form();
    const auto series =
        form.fit(std::vector{timed(64, base), timed(4 * kKiB, base + 0.6e-6),
                             timed(kMiB, base + 45e-6), timed(8 * kMiB, base + 350e-6)});
    RC_ASSERT(series.has_value());
    const double size = *rc::gen::inRange(1, 1 << 23);
    const double more = size + *rc::gen::inRange(1, 1 << 20);
    RC_ASSERT(predicted(form, *series, message(size), Observation::kLatency) <=
              predicted(form, *series, message(more), Observation::kLatency) * (1.0 + 1e-12));
  });
  rc::prop("measured times stay between a constant and a constant byte rate outside the sizes", [] {
    const double first = 1e-6 * *rc::gen::inRange(1, 1000);
    const std::vector<network::MeasuredTime> measured{
        {units::Bytes{4096}, units::Seconds{first}},
        {units::Bytes{65536}, units::Seconds{1e-6 * *rc::gen::inRange(1, 5000)}}};
    const double size = *rc::gen::inRange(1, 1 << 24);
    const double time = network::message_latency(measured, units::Bytes{size}).si();
    RC_ASSERT(time > 0.0);
    if (size < 4096) {
      RC_ASSERT(time <= first * (1.0 + 1e-12));
      RC_ASSERT(time >= first * size / 4096 * (1.0 - 1e-12));
    }
    if (size > 65536) RC_ASSERT(time >= measured[1].time.si());
  });
  rc::prop("a window reaches neither the messages' nor the wire's limit", [] {
    const double size = *rc::gen::inRange(1, 1 << 24);
    const double rate = 1e4 * *rc::gen::inRange(1, 1000);
    const double wire = 1e7 * *rc::gen::inRange(1, 3000);
    const double p = 0.5 * *rc::gen::inRange(1, 128);
    const double x =
        network::windowed_rate(units::Frequency{rate}, units::ByteRate{wire}, units::Bytes{size}, p)
            .si();
    const double limit = std::min(rate * size, wire);
    RC_ASSERT(x <= limit * (1.0 + 1e-12));
    RC_ASSERT(x >= limit * std::pow(2.0, -1.0 / p) * (1.0 - 1e-12));
  });
}

TEST_CASE("Stores obey Little's law and their ceiling", "[property]") {
  rc::prop("rate times latency is the bytes in flight, and the rate never passes the ceiling", [] {
    const Form form = object_store_form();
    const Series series = fitted(form, {object(32 * kMiB, 8, 7.3e8), object(32 * kMiB, 40, 2.7e9)});
    const double size = kKiB * *rc::gen::inRange(1, 1 << 16);
    const double threads = *rc::gen::inRange(1, 200);
    const Point point = object(size, threads, 1.0);
    const double rate = predicted(form, series, point, Observation::kByteRate);
    const double latency = predicted(form, series, point, Observation::kLatency);
    RC_ASSERT(rate <= series.value("ceiling") * (1.0 + 1e-12));
    RC_ASSERT(std::abs(rate * latency / (threads * size) - 1.0) < 1e-9);
  });
}

TEST_CASE("Write amplification grows with the fill and slows writes down", "[property]") {
  rc::prop("a fuller drive programs more and takes less", [] {
    const Form form = write_amplification_form();
    const double used = kGiB * *rc::gen::inRange(400, 700);
    const Series series = fitted(form, {filled(used, 1.1 + 0.1 * *rc::gen::inRange(1, 20), 6e8)});
    const Point less = filled(0.5 * used, 1, 1), more = filled(0.9 * used, 1, 1);
    RC_ASSERT(predicted(form, series, less, Observation::kAmplification) <=
              predicted(form, series, more, Observation::kAmplification));
    RC_ASSERT(predicted(form, series, less, Observation::kByteRate) >=
              predicted(form, series, more, Observation::kByteRate));
  });
}

TEST_CASE("An open loop achieves at most what it is offered and at most saturation", "[property]") {
  rc::prop("achieved = min(share x offered, saturation) and latency does not fall", [] {
    const Form form = open_loop_form();
    const Series series = fitted(
        form, {offered(1e4, 9.9e3, 7e-5), offered(5e4, 4.95e4, 1.4e-4), offered(2e5, 8e4, 4e-3)});
    const double rate = *rc::gen::inRange(1000, 300000);
    const double achieved = predicted(form, series, offered(rate, 1, 1), Observation::kWriteRate);
    RC_ASSERT(achieved <= 0.99 * rate * (1.0 + 1e-9));
    RC_ASSERT(achieved <= 8e4);
    RC_ASSERT(predicted(form, series, offered(rate, 1, 1), Observation::kReadMean) <=
              predicted(form, series, offered(1.2 * rate, 1, 1), Observation::kReadMean) *
                  (1.0 + 1e-9));
  });
}

TEST_CASE("Pipelines scale below linear and say when scaling is the class's", "[property]") {
  const Form form = loader_form();
  const Series series = fitted(form, {loaded(1, 500, 92), loaded(1, 8000, 125)});
  REQUIRE_FALSE(series.remarks.empty());
  CHECK_THAT(series.remarks.front(), Catch::Contains("only runs with 1 thread"));
  REQUIRE(series.find("serial_share") != nullptr);
  CHECK(series.find("serial_share")->from_prior);
  CHECK_FALSE(form.fit(std::vector{make({{Condition::kProcesses, 1}})}).has_value());
  rc::prop("k threads give more than one and less than k times as much", [&] {
    const double threads = *rc::gen::inRange(2, 65);
    const double one = predicted(form, series, loaded(1, 4000, 1), Observation::kSampleRate);
    const double all = predicted(form, series, loaded(threads, 4000, 1), Observation::kSampleRate);
    RC_ASSERT(all > one);
    RC_ASSERT(all < threads * one);
  });
}
