// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <stdexcept>

#include "models/storage/hdd.hpp"
#include "models/storage/smr.hpp"

namespace penstock::storage {

namespace {

/// dF/dt = writes - cleaning(F). Cleaning never slows down as the cache fills, so the level moves
/// in one direction towards the cliff, towards nothing or towards a balance in between.
class Flow {
 public:
  Flow(const MediaCacheModel& model, units::Bytes chunk, units::ByteRate writes, double share)
      : model_(model), chunk_(chunk), writes_(writes.si()), share_(share) {}

  /// At a level above 0; at 0 the limit from above.
  [[nodiscard]] double cleaning(double level) const {
    return cleaning_rate(model_, units::Bytes{std::max(level, 1.0)}, chunk_, share_).si();
  }
  [[nodiscard]] double net(double level) const { return writes_ - cleaning(level); }

  /// Seconds between two levels that the flow passes in this order.
  [[nodiscard]] double travel(double from, double to) const {
    if (from == to) return 0.0;
    using Quadrature = boost::math::quadrature::gauss_kronrod<double, 31>;
    // The rules' own estimate of the error is too hopeful where the way ends near a balance: with
    // 1e-10 it left 3e-5.
    return Quadrature::integrate([this](double level) { return 1.0 / net(level); }, from, to, 12,
                                 1e-13);
  }

  /// Root of an increasing or decreasing function in [low, high], which bracket it.
  template <class Function>
  static double root(const Function& function, double low, double high) {
    std::uintmax_t most = 200;
    const auto [left, right] = boost::math::tools::toms748_solve(
        function, low, high, boost::math::tools::eps_tolerance<double>(45), most);
    return 0.5 * (left + right);
  }

 private:
  const MediaCacheModel& model_;
  units::Bytes chunk_;
  double writes_;
  double share_;
};

/// Share of the way to a balance at which the level counts as there.
constexpr double kBalanced = 1e-9;

}  // namespace

std::optional<MediaCacheModel> MediaCacheModel::from(const catalogue::Hdd& hdd,
                                                     const DeviceState& state,
                                                     units::Bytes footprint) {
  if (!hdd.media_cache || !hdd.band) return std::nullopt;
  MediaCacheModel model;
  model.capacity = hdd.media_cache->value;
  if (hdd.extent_loss) model.extent_loss = hdd.extent_loss->value;
  model.band = hdd.band->value;
  model.footprint = footprint;
  // Read the band, write it, and three positionings: to the band, back to its start, to the cache.
  model.band_clean =
      2.0 * (model.band / transfer_rate(hdd, state.fill)) + 3.0 * positioning_time(hdd, state.fill);
  return model;
}

units::Bytes cache_cliff(const MediaCacheModel& model, units::Bytes chunk) {
  const units::Bytes space = model.capacity * (chunk / (chunk + model.extent_loss));
  return std::min(space, model.most_extents * chunk);
}

double merge_factor(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk) {
  if (!(model.footprint.si() > 0.0 && model.band.si() > 0.0 && chunk.si() > 0.0)) {
    throw std::invalid_argument("a media cache serves chunks in a range of bands");
  }
  const double bands = std::max(1.0, (model.footprint / model.band).si());
  const double x = std::min((cached / chunk).si(), model.most_extents) / bands;
  return x + std::sqrt((x - 1.0) * (x - 1.0) + 2.0 * x);
}

units::ByteRate cleaning_rate(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk,
                              double share) {
  if (!(cached.si() > 0.0)) return units::ByteRate{0.0};
  const double touched = 1.0 + (chunk / model.band).si();
  return share * merge_factor(model, cached, chunk) * chunk / (touched * model.band_clean);
}

units::ByteRate collapsed_rate(const MediaCacheModel& model, units::Bytes chunk,
                               units::ByteRate before) {
  const units::ByteRate cleaned = cleaning_rate(model, cache_cliff(model, chunk), chunk, 1.0);
  return 1.0 / (1.0 / before + 1.0 / cleaned);
}

CacheStep advance(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk,
                  units::ByteRate rate, double share, units::Seconds duration) {
  const double cliff = cache_cliff(model, chunk).si();
  const double level = std::clamp(cached.si(), 0.0, cliff);
  const double time = duration.si();
  const Flow flow(model, chunk, rate, share);
  const auto step = [&](double after, double blocked) {
    return CacheStep{.cached = units::Bytes{after},
                     .cleaned = units::Bytes{rate.si() * time - blocked - (after - level)},
                     .blocked = units::Bytes{blocked}};
  };

  const double net = flow.net(level);
  if (level == 0.0 && net <= 0.0) return step(0.0, 0.0);
  if (level == cliff && net >= 0.0) return step(cliff, net * time);
  if (net == 0.0) return step(level, 0.0);

  const double edge = net > 0.0 ? cliff : 0.0;
  const bool reaches_edge = flow.net(edge) * net > 0.0;
  double goal = edge;
  if (reaches_edge) {
    const double arrival = flow.travel(level, edge);
    if (arrival <= time) {
      CacheStep rest =
          advance(model, units::Bytes{edge}, chunk, rate, share, units::Seconds{time - arrival});
      rest.cleaned += units::Bytes{rate.si() * arrival - (edge - level)};
      return rest;
    }
  } else {
    const double balance = Flow::root([&](double at) { return flow.net(at); },
                                      std::min(level, edge), std::max(level, edge));
    goal = balance + kBalanced * (level - balance);
    if (flow.net(goal) * net <= 0.0 || flow.travel(level, goal) <= time) return step(goal, 0.0);
  }
  const double after = Flow::root([&](double at) { return flow.travel(level, at) - time; },
                                  std::min(level, goal), std::max(level, goal));
  return step(after, 0.0);
}

std::optional<units::Seconds> time_to_collapse(const MediaCacheModel& model, units::Bytes cached,
                                               units::Bytes chunk, units::ByteRate rate,
                                               double share) {
  const double cliff = cache_cliff(model, chunk).si();
  if (cached.si() >= cliff) return units::Seconds{0.0};
  const Flow flow(model, chunk, rate, share);
  // Cleaning speeds up as the cache fills, so it keeps up somewhere if it does at the cliff.
  if (!(flow.net(cliff) > 0.0)) return std::nullopt;
  return units::Seconds{flow.travel(std::max(cached.si(), 0.0), cliff)};
}

units::Seconds recovery_time(const MediaCacheModel& model, units::Bytes cached,
                             units::Bytes chunk) {
  if (!(cached.si() > 0.0)) return units::Seconds{0.0};
  return units::Seconds{Flow(model, chunk, units::ByteRate{0.0}, 1.0).travel(cached.si(), 0.0)};
}

}  // namespace penstock::storage
