// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <ostream>

#include "sim/cli/command.hpp"

namespace penstock::cli {
namespace {

namespace fs = std::filesystem;

tl::unexpected<WriteError> error_now(const std::string& path, const char* action) {
  return tl::make_unexpected(WriteError{path, action, std::strerror(errno)});
}

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  [[nodiscard]] int get() const { return descriptor_; }
  /// False with errno set if the last bytes could not be stored.
  bool close() {
    const int descriptor = std::exchange(descriptor_, -1);
    return descriptor == -1 || ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The file that a chain of links ends at, so that renaming does not replace the link.
fs::path behind_links(const std::string& path) {
  std::error_code error;
  if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
  auto target = fs::weakly_canonical(path, error);
  return error ? fs::path(path) : target;
}

std::string folder_of(const fs::path& path) {
  const auto folder = path.parent_path();
  return folder.empty() ? "." : folder.string();
}

/// Pipes and devices have no neighbour to rename.
bool is_special(const fs::path& path) {
  std::error_code error;
  return fs::is_other(fs::status(path, error));
}

mode_t usual_mode(const fs::path& path) {
  struct stat existing {};
  constexpr mode_t kPermissions = 07777;
  if (stat(path.c_str(), &existing) == 0) return existing.st_mode & kPermissions;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

tl::expected<void, WriteError> write_directly(const std::string& path, std::string_view text) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() == -1) return error_now(path, "open");
  if (!write_all(file.get(), text) || !file.close()) return error_now(path, "write");
  return {};
}

}  // namespace

std::string WriteError::message() const {
  return fmt::format("cannot {} {}: {}", action, path, cause);
}

tl::expected<void, WriteError> check_destination(const std::string& path) {
  if (path == "-") return {};
  const auto target = behind_links(path);
  std::error_code error;
  if (fs::is_directory(target, error)) {
    errno = EISDIR;
    return error_now(path, "write");
  }
  if (is_special(target)) {
    return access(target.c_str(), W_OK) == 0 ? tl::expected<void, WriteError>{}
                                             : error_now(path, "write");
  }
  const auto folder = folder_of(target);
  if (access(folder.c_str(), W_OK | X_OK) != 0) return error_now(path, "write");
  return {};
}

tl::expected<void, WriteError> write_file(const std::string& path, std::string_view text) {
  const auto target = behind_links(path);
  if (is_special(target)) return write_directly(path, text);
  std::string temporary = target.string() + ".XXXXXX";
  Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() == -1) return error_now(path, "write");
  const auto give_up = [&](const char* action) {
    const int cause = errno;
    unlink(temporary.c_str());
    errno = cause;
    return error_now(path, action);
  };
  if (!write_all(file.get(), text)) return give_up("write");
  if (fchmod(file.get(), usual_mode(target)) != 0) return give_up("set the permissions of");
  // A rename that outlives a power failure must not point to an empty file.
  if (fsync(file.get()) != 0) return give_up("write");
  if (!file.close()) return give_up("write");
  if (std::rename(temporary.c_str(), target.c_str()) != 0) return give_up("replace");
  return {};
}

int deliver(Program& program, const std::string& path, std::string_view text) {
  if (path == "-") {
    program.out << text;
    return kOk;
  }
  const auto written = write_file(path, text);
  return written ? kOk : failure(program, kInternal, written.error().message());
}

}  // namespace penstock::cli
