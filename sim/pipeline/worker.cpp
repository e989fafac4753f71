// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/pipeline/worker.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <vector>

namespace penstock::pipeline {

namespace {

enum Exit : int { kDone = 0, kThrew = 3, kPipeBroke = 4 };

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string read_all(int file) {
  std::string bytes;
  std::array<char, 1 << 16> buffer;
  while (true) {
    const ssize_t n = ::read(file, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

[[noreturn]] void work_and_exit(const std::function<std::string()>& work, int file) {
  // _exit, not exit: the parent's atexit handlers and buffered output are not the worker's.
  try {
    const std::string bytes = work();
    ::_exit(write_all(file, bytes) ? kDone : kPipeBroke);
  } catch (const std::exception& error) {
    write_all(file, error.what());
  } catch (...) {
    // Whatever it is must not unwind into the caller's code, which this process must not run.
    write_all(file, "the simulation threw something unknown");
  }
  ::_exit(kThrew);
}

// The codec: fixed order of members, native byte order; both ends are the same program.
class Writer {
 public:
  void put(double value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void put(const std::string& text) {
    put(static_cast<double>(text.size()));
    bytes_ += text;
  }
  template <class A, class B>
  void put(const std::pair<A, B>& pair) {
    put(pair.first);
    put(pair.second);
  }
  template <class Container>
    requires requires(const Container& c) { c.begin(); }
  void put(const Container& container) {
    put(static_cast<double>(container.size()));
    for (const auto& element : container) put(element);
  }
  void put(const StageTrace& s) {
    put(s.name), put(s.kind), put(s.bytes_read), put(s.bytes_written), put(s.read_request);
    put(s.write_request), put(s.calls), put(s.active), put(s.pattern), put(s.tiers);
    put(s.delay), put(s.idle), put(s.residence), put(s.waiting);
  }
  void put(const ResourceTrace& r) {
    put(r.name), put(r.utilisation), put(r.busy), put(r.residence), put(r.slices);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  void get(double& value) {
    need(sizeof value);
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
  }
  void get(std::string& text) {
    const std::size_t size = count();
    need(size);
    text.assign(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
  }
  template <class T>
  void get(std::vector<T>& vector) {
    vector.resize(count());
    for (auto& element : vector) get(element);
  }
  void get(Numbers& numbers) {
    for (std::size_t n = count(); n > 0; --n) {
      std::string name;
      get(name);
      get(numbers[name]);
    }
  }
  void get(StageTrace& s) {
    get(s.name), get(s.kind), get(s.bytes_read), get(s.bytes_written), get(s.read_request);
    get(s.write_request), get(s.calls), get(s.active), get(s.pattern), get(s.tiers);
    get(s.delay), get(s.idle), get(s.residence), get(s.waiting);
  }
  void get(ResourceTrace& r) {
    get(r.name), get(r.utilisation), get(r.busy), get(r.residence), get(r.slices);
  }

 private:
  void need(std::size_t size) const {
    if (bytes_.size() < size) throw std::runtime_error("the worker's result is cut off");
  }
  std::size_t count() {
    double value = 0.0;
    get(value);
    return static_cast<std::size_t>(value);
  }
  std::string_view bytes_;
};

}  // namespace

tl::expected<Worker, std::string> start_worker(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    return tl::unexpected(std::string("cannot open a pipe: ") + std::strerror(errno));
  }
  const pid_t child = ::fork();
  if (child < 0) {
    const std::string cause = std::strerror(errno);
    ::close(ends[0]);
    ::close(ends[1]);
    return tl::unexpected("cannot start a worker: " + cause);
  }
  if (child == 0) {
    ::close(ends[0]);
    work_and_exit(work, ends[1]);
  }
  ::close(ends[1]);
  return Worker{.process = child, .pipe = ends[0]};
}

tl::expected<std::string, std::string> collect(Worker worker) {
  std::string bytes = read_all(worker.pipe);
  ::close(worker.pipe);
  int status = 0;
  while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) {
    return tl::unexpected("the simulation crashed (signal " + std::to_string(WTERMSIG(status)) +
                          ")");
  }
  switch (WEXITSTATUS(status)) {
    case kDone:
      return bytes;
    case kThrew:
      return tl::unexpected(std::move(bytes));
    default:
      return tl::unexpected("the simulation ended with status " +
                            std::to_string(WEXITSTATUS(status)));
  }
}

tl::expected<std::string, std::string> in_worker(const std::function<std::string()>& work) {
  return start_worker(work).and_then(collect);
}

std::string encode(const Outcome& outcome) {
  Writer writer;
  writer.put(outcome.metrics), writer.put(outcome.totals), writer.put(outcome.stages);
  writer.put(outcome.resources), writer.put(outcome.slice_length);
  return writer.take();
}

Outcome decode(std::string_view bytes) {
  Reader reader(bytes);
  Outcome outcome;
  reader.get(outcome.metrics), reader.get(outcome.totals), reader.get(outcome.stages);
  reader.get(outcome.resources), reader.get(outcome.slice_length);
  return outcome;
}

}  // namespace penstock::pipeline
