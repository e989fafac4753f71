// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Disks and flash in closed loops: limits, truths recovered from noise, refusals, and that fits,
// predictions and the simulator are one and the same network.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <xbt/log.h>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "in_child.hpp"
#include "models/calibration/catalogue_entry.hpp"
#include "models/calibration/disk_model.hpp"
#include "models/calibration/flash_fit.hpp"
#include "models/calibration/flash_model.hpp"
#include "models/calibration/form.hpp"
#include "models/calibration/profile_file.hpp"
#include "models/catalogue/catalogue_reader.hpp"
#include "models/parameters/document.hpp"
#include "models/queueing/solver.hpp"
#include "models/storage/hdd.hpp"
#include "models/storage/nvme.hpp"
#include "sim/flow/flow_network.hpp"

using namespace penstock;
using namespace penstock::calibration;
namespace s4u = simgrid::s4u;

namespace {

Point at(double depth, double processes, double size = 4096.0, double read_share = 1.0) {
  Point p;
  p.conditions[static_cast<std::size_t>(Condition::kDepth)] = depth;
  p.conditions[static_cast<std::size_t>(Condition::kProcesses)] = processes;
  p.conditions[static_cast<std::size_t>(Condition::kSize)] = size;
  p.conditions[static_cast<std::size_t>(Condition::kReadShare)] = read_share;
  return p;
}

Point measured(Point p, double rate) {
  const double share = p.at(Condition::kReadShare);
  if (share > 0.0) {
    p.observations[static_cast<std::size_t>(Observation::kReadRate)] = share * rate;
  }
  if (share < 1.0) {
    p.observations[static_cast<std::size_t>(Observation::kWriteRate)] = (1.0 - share) * rate;
  }
  return p;
}

FlashModel nvme() {
  FlashModel model;
  model.operations["read"] = {.knee = 1.7,
                              .process_rate = 380e3,
                              .host_rate = 2e6,
                              .idle_exit = 0.0,
                              .batch_delay = 0.0,
                              .sizes = {{4096.0, {.latency = 70e-6, .rate = 780e3}}}};
  return model;
}

double rate_of(const FlashModel& model, const Point& point) {
  return solve_closed_loop(model, point).value().rate;
}

DiskModel nearline() {
  DiskModel model;
  model.positioning = 12.3e-3;
  model.byte_rate = 200e6;
  return model;
}

double rate_of(const DiskModel& model, const Point& point) {
  return solve_disk(model, point).value().rate;
}

/// What a simulated benchmark of `flow` does per second: `requests` are done from the start.
double simulated(const std::vector<queueing::Resource>& resources, const queueing::FlowClass& flow,
                 double requests) {
  return penstock::testing::in_child([&] {
    s4u::Engine engine("benchmark");
    xbt_log_control_set("root.thres:critical");
    auto* zone = s4u::create_full_zone("world");
    zone->create_host("host", 1e9);
    zone->seal();
    flow::FlowNetwork network(resources);
    const auto id = network.define(flow);
    double end = 0.0;
    s4u::Actor::create("benchmark", s4u::Host::by_name("host"), [&] {
      network.transfer(id, requests);
      end = s4u::Engine::get_clock();
    });
    engine.run();
    return std::vector<double>{requests / end};
  })[0];
}

Point anywhere() {
  return at(*rc::gen::element(1.0, 2.0, 4.0, 16.0, 64.0, 256.0),
            *rc::gen::element(1.0, 2.0, 4.0, 8.0, 16.0));
}

FlashModel some_flash() {
  const auto between = [](int low, int high) {
    return static_cast<double>(*rc::gen::inRange(low, high));
  };
  FlashModel model;
  model.operations["read"] = {
      .knee = between(10, 60) / 10.0,
      .process_rate = between(50, 900) * 1e3,
      .host_rate = between(100, 4000) * 1e3,
      .idle_exit = between(0, 20) / 100.0,
      .batch_delay = between(0, 100) / 100.0,
      .sizes = {{4096.0, {.latency = between(8, 200) * 1e-6, .rate = between(40, 1500) * 1e3}}}};
  return model;
}

}  // namespace

TEST_CASE("the closed form of fits is the network that predictions solve", "[property]") {
  rc::prop("rates agree to 1e-9 for any knee, limits and delays", [] {
    const FlashModel model = some_flash();
    const Point p = anywhere();
    const auto& reads = model.operations.at("read");
    const double closed = closed_loop_rate(reads, reads.sizes.at(4096.0), p.at(Condition::kDepth),
                                           p.at(Condition::kProcesses), 1.0);
    const double solved = rate_of(model, p);
    // An edge that just binds is solved to the solver's own tolerance.
    RC_ASSERT(std::abs(closed / solved - 1.0) < 1e-8);
  });
}

TEST_CASE("a flash drive keeps its limits", "[property]") {
  rc::prop("never above N / L0, the drive, the processes or the host", [] {
    const FlashModel model = some_flash();
    const auto& reads = model.operations.at("read");
    const Point p = anywhere();
    const double rate = rate_of(model, p);
    const auto size = reads.sizes.at(4096.0);
    RC_ASSERT(rate <= p.outstanding() / size.latency * (1.0 + 1e-9));
    RC_ASSERT(rate <= size.rate * (1.0 + 1e-9));
    RC_ASSERT(rate <= p.at(Condition::kProcesses) * reads.process_rate * (1.0 + 1e-9));
    RC_ASSERT(rate <= reads.host_rate * (1.0 + 1e-9));
  });
  rc::prop("more processes at the same depth never slow it", [] {
    const FlashModel model = some_flash();
    const Point p = anywhere();
    Point more = p;
    more.conditions[static_cast<std::size_t>(Condition::kProcesses)] =
        2.0 * p.at(Condition::kProcesses);
    RC_ASSERT(rate_of(model, more) >= rate_of(model, p) * (1.0 - 1e-9));
  });
  FlashModel model = nvme();
  CHECK(rate_of(model, at(1, 1)) == Approx(1.0 / 70e-6).epsilon(0.01));
  CHECK(rate_of(model, at(4096, 64)) == Approx(780e3).epsilon(0.001));
  CHECK(rate_of(model, at(4096, 1)) == Approx(380e3).epsilon(1e-9));  // the one process's edge
}

TEST_CASE("writes among reads slow them by what they cost", "[unit]") {
  FlashModel model = nvme();
  model.mixes[4096.0] = {.interference = 0.0, .write = {.latency = 13e-6, .rate = 1e12}};
  // Writes that cost nothing but 13 us: N = x (r (L0 + W) + (1 - r) 13 us), one request alone.
  const double alone = rate_of(model, at(1, 1, 4096, 0.5));
  CHECK(alone == Approx(1.0 / (0.5 * 70e-6 + 0.5 * 13e-6)).epsilon(0.01));
  // With interference a read alone waits kappa x writes/s longer: x (0.5 (70 us + k x/2) + 6.5 us)
  // = 1.
  model.mixes[4096.0].interference = 1.7e-9;
  const double delayed = rate_of(model, at(1, 1, 4096, 0.5));
  CHECK(delayed < alone);
  CHECK(delayed * (0.5 * (70e-6 + 1.7e-9 * 0.5 * delayed) + 0.5 * 13e-6) ==
        Approx(1.0).epsilon(0.01));
  // Drained writes load the drive: at depth, reads and writes share its time.
  model.mixes[4096.0].write.rate = 300e3;
  const double deep = rate_of(model, at(256, 16, 4096, 0.5));
  CHECK(0.5 * deep / 780e3 + 0.5 * deep / 300e3 <= 1.0 + 1e-9);
  rc::prop("more writes never make reads faster", [&] {
    const Point p = anywhere();
    const double less = *rc::gen::inRange(5, 90) / 100.0;
    Point few = p, many = p;
    few.conditions[static_cast<std::size_t>(Condition::kReadShare)] = less + 0.05;
    many.conditions[static_cast<std::size_t>(Condition::kReadShare)] = less;
    const auto a = solve_closed_loop(model, few), b = solve_closed_loop(model, many);
    RC_ASSERT(a.has_value() && b.has_value());
    RC_ASSERT(b->read_time >= a->read_time * (1.0 - 1e-6) ||
              p.outstanding() * less < a->rate * a->read_time);
  });
}

TEST_CASE("a flash fit recovers the truth from noise", "[unit]") {
  const FlashModel truth = nvme();
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0.0, 0.03);
  std::vector<Point> points;
  for (const double depth : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0}) {
    for (const double processes : {1.0, 2.0, 4.0, 8.0}) {
      const Point p = at(depth, processes);
      points.push_back(measured(p, rate_of(truth, p) * std::exp(noise(random))));
    }
  }
  const auto series = fit_flash(points);
  REQUIRE(series);
  CHECK(series->value("read.latency@4096") == Approx(70e-6).epsilon(0.03));
  CHECK(series->value("read.rate@4096") == Approx(780e3).epsilon(0.03));
  CHECK(series->value("read.process_rate") == Approx(380e3).epsilon(0.03));
  CHECK(series->value("read.knee") == Approx(1.7).epsilon(0.15));
  CHECK(series->find("read.host_rate")->from_prior);
  CHECK(series->rms == Approx(0.03).epsilon(0.4));
}

TEST_CASE("fits refuse what they cannot know", "[unit]") {
  CHECK_FALSE(fit_flash({}));
  const auto one = fit_flash(std::vector{measured(at(1, 1), 14e3)});
  REQUIRE_FALSE(one);
  CHECK(one.error().find("at least two depths") != std::string::npos);
  const auto mixed = fit_flash(std::vector{measured(at(4, 4, 4096, 0.5), 100e3)});
  REQUIRE_FALSE(mixed);
  const auto nonsense = fit_flash(std::vector{measured(at(1, 1), 1e5), measured(at(2, 1), 10.0),
                                              measured(at(4, 1), 1e6), measured(at(8, 1), 1.0)});
  REQUIRE_FALSE(nonsense);
  CHECK(nonsense.error().find("closed loop") != std::string::npos);
  const Form disk = disk_form();
  CHECK_FALSE(disk.fit({}));
}

TEST_CASE("heads are told from flash by time and rate", "[unit]") {
  const auto disk_suits = [](const Point& p) {
    const std::vector points{p};
    return disk_form().suits(points) > flash_form().suits(points);
  };
  CHECK(disk_suits(measured(at(1, 1), 80.0)));
  CHECK(disk_suits(measured(at(64, 16), 180.0)));
  CHECK(disk_suits(measured(at(64, 1), 1400.0)));  // an array of eight
  CHECK_FALSE(disk_suits(measured(at(1, 1), 7000.0)));
  CHECK_FALSE(disk_suits(measured(at(64, 64), 75e3)));  // 55 ms each, in a queue of 4,096
}

TEST_CASE("a disk keeps the limits of its curve", "[property]") {
  const DiskModel model = nearline();
  CHECK(rate_of(model, at(1, 1)) == Approx(1.0 / (12.3e-3 + 4096.0 / 200e6)).epsilon(1e-9));
  // Gain at depth 32: 1 + 1.1 31^1.4 / (31^1.4 + 9^1.4) = 1.938.
  const double gain = 1.0 + 1.1 * std::pow(31.0, 1.4) / (std::pow(31.0, 1.4) + std::pow(9.0, 1.4));
  CHECK(rate_of(model, at(32, 1)) == Approx(1.0 / (12.3e-3 / gain + 4096.0 / 200e6)).epsilon(1e-6));
  // Half of the mean byte rate where positioning and transfer take equally long.
  const double half = 12.3e-3 * 200e6;
  CHECK(half * rate_of(model, at(1, 1, half)) == Approx(100e6).epsilon(1e-9));
  rc::prop("only the product of depth and processes counts", [&] {
    const double n = *rc::gen::element(1.0, 2.0, 4.0, 8.0);
    const double d = *rc::gen::element(1.0, 2.0, 8.0, 32.0);
    RC_ASSERT(std::abs(rate_of(model, at(d, n)) / rate_of(model, at(d * n, 1)) - 1.0) < 1e-9);
  });
  rc::prop("a smaller region is never slower, and never faster than half a turn and a settle", [&] {
    const double region = *rc::gen::inRange(1, 100) / 100.0;
    Point small = at(1, 1), large = at(1, 1);
    small.conditions[static_cast<std::size_t>(Condition::kRegion)] = 0.9 * region;
    large.conditions[static_cast<std::size_t>(Condition::kRegion)] = region;
    RC_ASSERT(rate_of(model, small) >= rate_of(model, large) * (1.0 - 1e-9));
    RC_ASSERT(rate_of(model, small) <= 1.0 / (12.3e-3 * (0.37 + 0.07)));
  });
  // Busy drives: 8 drives and one request keep one busy; many requests keep all at their gain.
  DiskModel array = model;
  array.drives = 8.0;
  CHECK(rate_of(array, at(1, 1)) == Approx(rate_of(model, at(1, 1))).epsilon(1e-9));
  CHECK(rate_of(array, at(4096, 16)) == Approx(8.0 * rate_of(model, at(512, 16))).epsilon(0.01));
}

TEST_CASE("a disk fit recovers the truth from noise", "[unit]") {
  DiskModel truth = nearline();
  truth.gain = 2.3;
  truth.half_depth = 11.0;
  std::normal_distribution<double> noise(0.0, 0.03);
  constexpr int kDraws = 10;
  double curve = 0.0;
  for (unsigned draw = 1; draw <= kDraws; ++draw) {
    std::mt19937 random(draw);
    std::vector<Point> points;
    for (const double size : {4096.0, 65536.0, 1048576.0, 16777216.0}) {
      for (const double depth : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0}) {
        const Point p = at(depth, 1, size);
        points.push_back(measured(p, rate_of(truth, p) * std::exp(noise(random))));
      }
    }
    const auto series = disk_form().fit(points);
    REQUIRE(series);
    CHECK(series->value("positioning") == Approx(12.3e-3).epsilon(0.03));
    CHECK(series->value("byte_rate") == Approx(200e6).epsilon(0.04));
    // The gain is that of infinite depth, which no point reaches: the curve counts where it is
    // used.
    const auto* fitted = series->find("gain");
    CHECK(std::abs(fitted->value - 2.3) < 4.0 * fitted->standard_error);
    for (const double depth : {2.0, 8.0, 32.0, 128.0}) {
      curve += std::abs(rate_of(disk_model(*series), at(depth, 1)) / rate_of(truth, at(depth, 1)) -
                        1.0) /
               (4.0 * kDraws);
    }
  }
  CHECK(curve < 0.02);
}

TEST_CASE("Remote rows without local ones are a drive behind its network", "[unit]") {
  const auto remote = [](Point p, double place) {
    p.conditions[static_cast<std::size_t>(Condition::kRemote)] = place;
    return p;
  };
  std::vector<Point> points;
  const FlashModel truth = nvme();
  for (const double depth : {1.0, 16.0, 256.0}) {
    for (const double processes : {1.0, 4.0}) {
      const auto p = at(depth, processes);
      points.push_back(remote(measured(p, rate_of(truth, p)), 1.0));
    }
  }
  const auto series = fit_flash(points);
  REQUIRE(series);
  REQUIRE(series->remarks.size() >= 1);
  CHECK(series->remarks.back().find("without local ones") != std::string::npos);
  const auto model = flash_model(*series);
  for (const double depth : {4.0, 64.0}) {
    // The form that made the rows finds them again; 5 % is what priors may pull.
    const auto p = at(depth, 4);
    CHECK(rate_of(model, remote(p, 1.0)) == Approx(rate_of(truth, p)).epsilon(0.05));
    const auto local = solve_closed_loop(model, remote(p, 0.0));
    REQUIRE_FALSE(local);
    CHECK(local.error() == "no local rows among the calibrated ones");
  }
  // A mix alone says which rows it needs.
  const auto mix = fit_flash(
      std::vector{measured(at(1, 1, 4096, 0.5), 9e3), measured(at(64, 1, 4096, 0.5), 190e3)});
  REQUIRE_FALSE(mix);
  CHECK(mix.error().find("need pure reads beside them") != std::string::npos);
}

TEST_CASE("Writes of an array grow with its drives, those of one drive stay as they are",
          "[unit]") {
  DiskModel truth;
  truth.write_positioning = 30e-3;
  truth.write_gain = 16.0;
  truth.write_half_depth = 30.0;
  truth.write_steepness = 1.0;
  const auto write = [](double depth, double processes) { return at(depth, processes, 4096, 0.0); };
  std::vector<Point> points;
  for (const double depth : {1.0, 16.0, 256.0}) {
    points.push_back(measured(write(depth, 1), rate_of(truth, write(depth, 1))));
  }
  const auto series = disk_form().fit(points);
  REQUIRE(series);
  CHECK(series->remarks.front().find("an array or a cluster") != std::string::npos);
  for (const double depth : {2.0, 4.0, 8.0, 32.0, 64.0, 128.0}) {
    // The prior's pull between three points: a tenth.
    CHECK(rate_of(disk_model(*series), write(depth, 1)) ==
          Approx(rate_of(truth, write(depth, 1))).epsilon(0.1));
  }
  const auto single =
      disk_form().fit(std::vector{measured(write(1, 1), 120.0), measured(write(32, 1), 126.0)});
  REQUIRE(single);
  CHECK(single->find("write_half_depth") == nullptr);
}

TEST_CASE("Rows of an offered rate are no closed loop", "[unit]") {
  const auto offered = [](Point p, double rate) {
    p.conditions[static_cast<std::size_t>(Condition::kOffered)] = rate;
    return measured(std::move(p), rate);
  };
  std::vector<Point> loops{measured(at(1, 1), 14.5e3), measured(at(64, 1), 300e3)};
  const auto flash = fit_flash(loops);
  REQUIRE(flash);
  loops.push_back(offered(at(16, 1), 500.0));
  const auto with_offered = fit_flash(loops);
  REQUIRE(with_offered);
  CHECK(with_offered->value("read.rate@4096") == flash->value("read.rate@4096"));
  const auto refused = flash_form().predict(*flash, loops.back());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().find("offered rate") != std::string::npos);
  const auto disk =
      disk_form().fit(std::vector{measured(at(1, 1), 72.0), measured(at(32, 1), 131.0)});
  REQUIRE(disk);
  CHECK_FALSE(disk_form().predict(*disk, offered(at(16, 1), 50.0)));
}

TEST_CASE("what is predicted is what is simulated", "[unit]") {
  FlashModel flash = nvme();
  flash.operations["read"].idle_exit = 0.1;
  flash.operations["read"].batch_delay = 0.3;
  flash.mixes[4096.0] = {.interference = 1.7e-9, .write = {.latency = 13e-6, .rate = 300e3}};
  for (const Point& p :
       {at(1, 1), at(8, 1), at(64, 1), at(256, 4), at(4, 4, 4096, 0.5), at(16, 4, 4096, 0.35)}) {
    const auto loop = closed_loop(flash, p);
    REQUIRE(loop);
    CHECK(simulated(loop->resources, loop->flow, 1e6) == Approx(rate_of(flash, p)).epsilon(1e-9));
  }
  for (const Point& p : {at(1, 1), at(8, 1), at(32, 4), at(4, 1, 1048576)}) {
    const auto loop = disk_loop(nearline(), p);
    REQUIRE(loop);
    CHECK(simulated({loop->resource}, loop->flow, 1e4) ==
          Approx(rate_of(nearline(), p)).epsilon(1e-9));
  }
}

TEST_CASE("scenarios buy the drive that was measured", "[unit]") {
  const auto read = [](const Profile& profile) {
    parameters::Diagnostics diagnostics;
    const auto document = parameters::parse_document(to_yaml(profile, catalogue_entry(profile)),
                                                     "device.yaml", diagnostics);
    REQUIRE(document);
    catalogue::Catalogue all = catalogue::shipped();
    catalogue::read_entries(*document->find("catalogue"), all, diagnostics);
    INFO(parameters::render(diagnostics));
    CHECK(diagnostics.empty());
    return all;
  };
  Profile profile{.id = "mine", .name = "My \"drive\"", .form = "flash", .series = {}};
  profile.provenance = {.source = "penstock calibrate, 4 points of x.csv",
                        .date = "2026-11-22",
                        .basis = parameters::Basis::kMeasured};

  SECTION("flash") {
    const auto series =
        fit_flash(std::vector{measured(at(1, 1), 14.5e3), measured(at(16, 4), 570e3),
                              measured(at(256, 1), 375e3), measured(at(256, 4), 779e3)});
    REQUIRE(series);
    profile.series = {*series};
    const auto ssd = read(profile).ssds.at("mine");
    const storage::Access access{.write = false, .size = units::Bytes{4096.0}, .sequential = false};
    const auto basis_of = [&](std::string_view name) {
      return series->find(name)->from_prior ? parameters::Basis::kClassPrior
                                            : parameters::Basis::kMeasured;
    };
    CHECK(ssd.read_iops.provenance.basis == basis_of("read.rate@4096"));
    CHECK(ssd.read_latency.provenance.basis == parameters::Basis::kMeasured);
    CHECK(ssd.knee.provenance.basis == basis_of("read.knee"));
    const auto visit = storage::nvme_visit(0, ssd, access, {.fill = 0.5});
    const auto pool = storage::nvme_pool("drive", ssd, 1.0, {.fill = 0.5}, access);
    const auto loop = closed_loop(flash_model(*series), at(16, 4));
    REQUIRE(loop);
    CHECK(visit.service.si() == Approx(loop->flow.demands[0].service.si()).epsilon(1e-9));
    CHECK(visit.latency.si() == Approx(loop->flow.demands[0].latency.si()).epsilon(1e-9));
    CHECK(std::get<queueing::Knee>(pool.curve).exponent ==
          Approx(std::get<queueing::Knee>(loop->resources[0].curve).exponent).epsilon(1e-9));
  }
  SECTION("flash of which little was measured") {
    const auto series =
        fit_flash(std::vector{measured(at(1, 1), 14.5e3), measured(at(2, 1), 29e3)});
    REQUIRE(series);
    profile.series = {*series};
    const auto ssd = read(profile).ssds.at("mine");
    CHECK(ssd.knee.provenance.basis == parameters::Basis::kClassPrior);
    CHECK(ssd.read_latency.provenance.basis == parameters::Basis::kMeasured);
  }
  SECTION("disk") {
    profile.form = "disk";
    const auto series = disk_form().fit(std::vector{
        measured(at(1, 1), 72.0), measured(at(8, 1), 87.0), measured(at(32, 1), 131.0)});
    REQUIRE(series);
    profile.series = {*series};
    const auto hdd = read(profile).hdds.at("mine");
    // Three depths of one size tell the positioning; what share of it is rotation the class says.
    CHECK(hdd.seek_average.provenance.basis == parameters::Basis::kMeasured);
    CHECK(hdd.rotation.provenance.basis == parameters::Basis::kClassPrior);
    CHECK(hdd.seek_settle.provenance.basis == parameters::Basis::kClassPrior);
    CHECK(hdd.queue_gain.provenance.source == "penstock calibrate, 4 points of x.csv");
    CHECK(hdd.rotation.provenance.source == "prior of form disk");
    const storage::Access access{.write = false, .size = units::Bytes{4096.0}, .sequential = false};
    queueing::FlowClass flow{.name = "benchmark", .window = 8.0};
    flow.demands = {storage::hdd_visit(0, hdd, access, {.fill = 1.0})};
    const auto pool = storage::hdd_pool("drive", hdd, 1.0);
    const queueing::ActiveFlows active{.flow = &flow};
    const auto solution = queueing::solve({&pool, 1}, {&active, 1});
    REQUIRE(solution);
    // The class's byte rate stands in where no size was measured: 4 KiB are 0.02 of 12 ms.
    CHECK(solution->rates[0] == Approx(rate_of(disk_model(*series), at(8, 1))).epsilon(0.002));
  }
}
