// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Forms beside disk and flash: truth recovered from noise, refusals.
#include <catch2/catch.hpp>

#include "models/calibration/form.hpp"
#include "models/calibration/knots.hpp"
#include "models/compute/processor.hpp"
#include "models/network/measured_time.hpp"
#include "models/network/transport.hpp"
#include "models/storage/garbage_collection.hpp"
#include "models/storage/object_store.hpp"
#include "models/storage/smr.hpp"
#include "tests/unit/form_points.hpp"

using namespace penstock;
using namespace penstock::calibration;

TEST_CASE("Each form is found by its word and suits only its own kind of point", "[unit]") {
  const std::vector<std::pair<std::string_view, Point>> kinds{
      {"link", timed(4 * kKiB, 30e-6)},
      {"object-store", object(4 * kMiB, 8, 7e8)},
      {"media-cache", make({{Condition::kSize, kMiB}}, {{Observation::kCliff, 2e10}})},
      {"write-amplification", filled(5e11, 1.4, 9e8)},
      {"open-loop", offered(1e4, 1e4, 1e-4)},
      {"loader", loaded(1, 500, 92)}};
  for (const auto& [word, point] : kinds) {
    for (const auto& [other, unused] : kinds) {
      const Form* form = find_form(other);
      REQUIRE(form != nullptr);
      INFO(word << " points, form " << other);
      CHECK((form->suits(std::vector{point}) > 0.0) == (word == other));
    }
  }
  CHECK(find_form("nothing") == nullptr);
}

TEST_CASE("An adapter's message times are recovered from 3 % noise", "[unit]") {
  const auto truth = network::message_time(network::Transport::kRoce);
  const units::ByteRate rate{24.6e9};
  Noise noise(1);
  std::vector<Point> points;
  for (const double size : {64.0, 128.0, kKiB, 4 * kKiB, 8 * kKiB, 64 * kKiB, kMiB, 8 * kMiB}) {
    // Repetitions: their median is better than one.
    for (int run = 0; run < 9; ++run) {
      const double time = network::message_latency(truth, units::Bytes{size}, rate).si();
      points.push_back(timed(size, time * noise()));
    }
  }
  const Form form = message_form();
  const Series series = fitted(form, points);
  CHECK(series.value("inline_limit") == 220.0);
  CHECK(series.value("latency_rate") == Approx(rate.si()).epsilon(0.03));
  for (const double size : {32.0, 512.0, 2 * kKiB, 32 * kKiB, 256 * kKiB, 4 * kMiB}) {
    INFO("size " << size);
    CHECK(predicted(form, series, message(size), Observation::kLatency) ==
          Approx(network::message_latency(truth, units::Bytes{size}, rate).si()).epsilon(0.03));
  }
}

TEST_CASE("A windowed byte rate is recovered from two sizes", "[unit]") {
  const auto truth = [](double size) {
    return network::windowed_rate(units::Frequency{4e6}, units::ByteRate{24e9}, units::Bytes{size})
        .si();
  };
  Noise noise(2);
  std::vector<Point> points;
  for (const double size : {64.0, kMiB}) {
    for (int run = 0; run < 9; ++run) {
      points.push_back(
          make({{Condition::kSize, size}}, {{Observation::kByteRate, truth(size) * noise()}}));
    }
  }
  const Form form = message_form();
  const Series series = fitted(form, points);
  for (const double size : {256.0, 4 * kKiB, 8 * kKiB, 64 * kKiB, 16 * kMiB}) {
    CHECK(predicted(form, series, message(size), Observation::kByteRate) ==
          Approx(truth(size)).epsilon(0.03));
  }
}

TEST_CASE("Messages through a kernel are interpolated between the sizes measured", "[unit]") {
  const std::vector<Point> points{timed(4, 32e-6), timed(kKiB, 35e-6), timed(64 * kKiB, 165e-6),
                                  timed(16 * kMiB, 10e-3)};
  const Form form = message_form();
  const Series series = fitted(form, points);
  for (const Point& p : points) {
    CHECK(predicted(form, series, p, Observation::kLatency) == Approx(p.at(Observation::kLatency)));
  }
  CHECK(predicted(form, series, message(0.5 * (kKiB + 64 * kKiB)), Observation::kLatency) ==
        Approx(100e-6));
  CHECK(predicted(form, series, message(4), Observation::kLatency) == Approx(32e-6));
  CHECK_FALSE(form.predict(series, message(2e9)).has_value());
}

TEST_CASE("Links refuse what has no rate", "[unit]") {
  const Form form = message_form();
  CHECK_FALSE(form.fit(std::vector{timed(64, 1e-6)}).has_value());
  const auto shrinking = form.fit(std::vector{timed(64, 40e-6), timed(kMiB, 30e-6)});
  REQUIRE_FALSE(shrinking.has_value());
  CHECK_THAT(shrinking.error(), Catch::Contains("no rate"));
  CHECK_FALSE(form.predict(fitted(form, {timed(4, 32e-6), timed(kMiB, 1e-3)}), make({})));
}

TEST_CASE("Connections, first byte and ceiling of a store are recovered from 3 % noise", "[unit]") {
  const auto truth = [](double size, double threads) {
    const auto request =
        storage::request_time(units::Seconds{20e-3}, units::Bytes{size}, units::ByteRate{85e6});
    return storage::parallel_rate(threads, units::Bytes{size}, request, units::ByteRate{1.2e9})
        .si();
  };
  Noise noise(3);
  std::vector<Point> points;
  for (int run = 0; run < 12; ++run) {
    for (const double size : {512 * kKiB, 32 * kMiB}) {
      for (const double threads : {1.0, 8.0, 48.0}) {
        points.push_back(object(size, threads, truth(size, threads) * noise()));
      }
    }
  }
  const Form form = object_store_form();
  const Series series = fitted(form, points);
  CHECK(series.value("first_byte") == Approx(20e-3).epsilon(0.03));
  CHECK(series.value("connection_rate") == Approx(85e6).epsilon(0.03));
  CHECK(series.value("ceiling") == Approx(1.2e9).epsilon(0.03));
  CHECK(predicted(form, series, object(4 * kMiB, 5, 1), Observation::kByteRate) ==
        Approx(truth(4 * kMiB, 5)).epsilon(0.03));
}

TEST_CASE("A store without a saturated row says that its ceiling is not known", "[unit]") {
  const Form form = object_store_form();
  const Series series = fitted(form, {object(32 * kMiB, 8, 7.3e8)});
  CHECK(series.find("ceiling") == nullptr);
  REQUIRE_FALSE(series.remarks.empty());
  CHECK_THAT(series.remarks.front(), Catch::Contains("no ceiling seen up to 730 MB/s"));
  CHECK_FALSE(form.fit(std::vector{make({{Condition::kSize, 1e6}})}).has_value());
}

TEST_CASE("A media cache is recovered from 3 % noise, with the simulator's own function",
          "[unit]") {
  const storage::MediaCacheModel truth{.capacity = units::Bytes{25 * kGiB},
                                       .extent_loss = units::Bytes{1.4 * kMiB},
                                       .footprint = units::Bytes{8e12}};
  Noise noise(4);
  std::vector<Point> points;
  for (int run = 0; run < 12; ++run) {
    for (const double chunk : {kMiB, 4 * kMiB, 256 * kMiB}) {
      const double cliff = storage::cache_cliff(truth, units::Bytes{chunk}).si();
      points.push_back(make({{Condition::kSize, chunk}}, {{Observation::kCliff, cliff * noise()},
                                                          {Observation::kBefore, 80e6 * noise()}}));
    }
  }
  const Form form = media_cache_form();
  const Series series = fitted(form, points);
  CHECK(series.value("cache_capacity") == Approx(25 * kGiB).epsilon(0.03));
  for (const double chunk : {2 * kMiB, 16 * kMiB, 1024 * kMiB}) {
    CHECK(predicted(form, series, message(chunk), Observation::kCliff) ==
          Approx(storage::cache_cliff(truth, units::Bytes{chunk}).si()).epsilon(0.03));
    CHECK(predicted(form, series, message(chunk), Observation::kAfter) <
          predicted(form, series, message(chunk), Observation::kBefore));
  }
  CHECK_FALSE(form.fit(std::vector{message(kMiB)}).has_value());
  const auto tiny =
      form.fit(std::vector{make({{Condition::kSize, kMiB}}, {{Observation::kCliff, 17.1}})});
  REQUIRE_FALSE(tiny.has_value());
  CHECK_THAT(tiny.error(), Catch::Contains("not plausible"));
}

TEST_CASE("Physical space is recovered from one fill with 3 % noise", "[unit]") {
  const double space = 1072 * kGiB, rate = 1.39e9, w0 = 1.02;
  const auto truth = [&](double used) {
    const double collection = storage::log_write_amplification(space / used);
    const auto cost = storage::log_write_cost(collection, units::ByteRate{rate},
                                              units::SecondsPerByte{0.45 / rate});
    return filled(used, w0 * collection, 1.0 / cost.si());
  };
  Noise noise(5);
  std::vector<Point> points;
  for (int run = 0; run < 12; ++run) {
    Point point = truth(745 * kGiB);
    for (auto& figure : point.observations) {
      if (figure) *figure *= noise();
    }
    points.push_back(point);
  }
  const Form form = write_amplification_form();
  const Series series = fitted(form, points);
  CHECK(series.value("physical_space") == Approx(space).epsilon(0.03));
  for (const double used : {372 * kGiB, 596 * kGiB}) {
    const Point expected = truth(used);
    CHECK(predicted(form, series, expected, Observation::kAmplification) ==
          Approx(expected.at(Observation::kAmplification)).epsilon(0.03));
    CHECK(predicted(form, series, expected, Observation::kByteRate) ==
          Approx(expected.at(Observation::kByteRate)).epsilon(0.03));
  }
}

TEST_CASE("Write amplification refuses counters of another unit and drives that are too full",
          "[unit]") {
  const Form form = write_amplification_form();
  const auto wrong = form.fit(std::vector{filled(1788 * kGiB, 0.0587, 4.7e8)});
  REQUIRE_FALSE(wrong.has_value());
  CHECK_THAT(wrong.error(), Catch::Contains("another unit"));
  const Series series = fitted(form, {filled(745 * kGiB, 1.88, 6.2e8)});
  CHECK_FALSE(form.predict(series, filled(1200 * kGiB, 1, 1)).has_value());
  // Without garbage collection nothing is claimed about a fuller drive.
  const Series idle = fitted(form, {filled(100 * kGiB, 1.018, 1.39e9)});
  CHECK(form.predict(idle, filled(90 * kGiB, 1, 1)).has_value());
  CHECK_FALSE(form.predict(idle, filled(700 * kGiB, 1, 1)).has_value());
}

TEST_CASE("An open loop is recovered from 3 % noise", "[unit]") {
  const double saturation = 8e4, latency = 70e-6, interference = 2.0;
  const auto truth = [&](double rate) {
    return latency * (1.0 + interference * 0.99 * rate / saturation);
  };
  Noise noise(6);
  std::vector<Point> points;
  for (int run = 0; run < 30; ++run) {
    // Repetitions count as one rate, as the benchmark writes them.
    for (const double rate : {1e4, 3e4, 6e4}) {
      points.push_back(offered(rate + 1e-3 * run, 0.99 * rate, truth(rate) * noise()));
    }
    points.push_back(offered(2e5, saturation, 4.5e-3 * noise()));
  }
  const Form form = open_loop_form();
  const Series series = fitted(form, points);
  CHECK(series.value("saturation") == Approx(saturation).epsilon(1e-6));
  for (const double rate : {2e4, 4e4, 5e4, 7e4}) {
    const Point point = offered(rate, 1, 1);
    CHECK(predicted(form, series, point, Observation::kWriteRate) ==
          Approx(0.99 * rate).epsilon(0.001));
    CHECK(predicted(form, series, point, Observation::kReadMean) ==
          Approx(truth(rate)).epsilon(0.03));
  }
  const Point full = offered(1.5e5, 1, 1);
  CHECK(predicted(form, series, full, Observation::kWriteRate) == Approx(saturation));
  CHECK(predicted(form, series, full, Observation::kReadMean) == Approx(4.5e-3).epsilon(0.03));
  // The generator's queue is the class's: 400 requests.
  CHECK(predicted(form, series, full, Observation::kWriteMean) == Approx(400 / saturation));
}

TEST_CASE("An open loop without a saturated rate predicts nothing above the highest", "[unit]") {
  const Form form = open_loop_form();
  const Series series = fitted(form, {offered(1e4, 9.9e3, 8e-5), offered(4e4, 3.96e4, 1.2e-4)});
  CHECK(form.predict(series, offered(4.2e4, 1, 1)).has_value());
  CHECK_FALSE(form.predict(series, offered(8e4, 1, 1)).has_value());
  CHECK_FALSE(form.fit(std::vector{make({{Condition::kOffered, 1e4}})}).has_value());
  CHECK_FALSE(form.fit(std::vector{offered(1e4, 2e4, 1e-4)}).has_value());
  // Only saturated: the rate, but no latency below it.
  const Series full = fitted(form, {offered(2e5, 8e4, 4e-3)});
  CHECK(predicted(form, full, offered(1e5, 1, 1), Observation::kWriteRate) == Approx(8e4));
}

TEST_CASE("Threads of a pipeline are recovered from 3 % noise, with the simulator's speed-up",
          "[unit]") {
  const auto truth = [](double threads, double samples) {
    return samples / (0.8 + samples * 8e-3 / compute::speed_up(threads, 0.12));
  };
  Noise noise(7);
  std::vector<Point> points;
  for (int run = 0; run < 12; ++run) {
    for (const double samples : {500.0, 2000.0, 8000.0}) {
      for (const double threads : {1.0, 8.0}) {
        points.push_back(loaded(threads, samples, truth(threads, samples) * noise()));
      }
    }
  }
  const Form form = loader_form();
  const Series series = fitted(form, points);
  CHECK(series.value("sample_time") == Approx(8e-3).epsilon(0.03));
  for (const double threads : {2.0, 4.0}) {
    CHECK(predicted(form, series, loaded(threads, 4000, 1), Observation::kSampleRate) ==
          Approx(truth(threads, 4000)).epsilon(0.03));
  }
}

TEST_CASE("Repetitions become medians and knots survive a series", "[unit]") {
  const auto knots = medians({{2.0, 8.0}, {1.0, 3.0}, {2.0, 10.0}, {2.0, 90.0}});
  REQUIRE(knots.size() == 2);
  CHECK(knots[1].value == 10.0);
  CHECK(knots[1].standard_error > 0.0);
  CHECK(interpolate(knots, 1.5) == Approx(6.5));
  CHECK(interpolate(knots, 9.0) == 10.0);
  Series series;
  store_knots(series, "latency", knots, "B", "s");
  const auto loaded_again = load_knots(series, "latency");
  REQUIRE(loaded_again.size() == 2);
  CHECK(loaded_again[1].at == 2.0);
  CHECK(load_knots(series, "other").empty());
}
