// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/include.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/parameters/codes.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Node;

constexpr std::size_t kDeepest = 8;
constexpr int kMostFiles = 64;

std::size_t values(const Node& node) {
  std::size_t count = 1;
  for (const auto& entry : node.entries) count += values(entry.value);
  for (const auto& item : node.items) count += values(item);
  return count;
}

std::filesystem::path identity(const std::filesystem::path& path) {
  std::error_code error;
  auto canonical = std::filesystem::weakly_canonical(path, error);
  return error ? path.lexically_normal() : canonical;
}

class Includer {
 public:
  explicit Includer(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Node expand(Node root, const std::filesystem::path& file) {
    const auto* include = root.find("include");
    if (include == nullptr) return root;
    std::vector<const Node*> names;
    if (include->is_scalar()) names.push_back(include);
    for (const auto& item : include->items) names.push_back(&item);
    if (include->is_map() || include->is_null()) {
      report(diagnostics_, Code::kWrongShape, include->mark, "'include' has to be a list of files",
             "write 'include: [catalogue.yaml]'");
    }

    open_.push_back(identity(file));
    Node below{.kind = Node::Kind::kMap};
    for (const auto* name : names) {
      if (auto other = read(*name, file.parent_path())) {
        below = parameters::merged(below, *other, false);
      }
    }
    open_.pop_back();

    std::erase_if(root.entries, [](const parameters::Entry& e) { return e.key == "include"; });
    if (!root.is_map()) return root;
    return parameters::merged(below, root, false);
  }

 private:
  std::optional<Node> read(const Node& name, const std::filesystem::path& folder) {
    if (!name.is_scalar() || name.text.empty()) {
      report(diagnostics_, Code::kWrongShape, name.mark, "'include' has to be a list of files");
      return std::nullopt;
    }
    const auto path = folder / name.text;
    if (std::find(open_.begin(), open_.end(), identity(path)) != open_.end()) {
      return refuse(name, fmt::format("'{}' includes itself", path.string()));
    }
    if (open_.size() > kDeepest) {
      return refuse(name, fmt::format("includes are nested more than {} deep", kDeepest));
    }
    if (++files_ > kMostFiles) {
      if (files_ > kMostFiles + 1) return std::nullopt;  // said once
      return refuse(name, fmt::format("more than {} files are included", kMostFiles));
    }
    const parameters::DocumentLimits limits;
    const auto text = parameters::read_file_text(path, limits.file_bytes, diagnostics_, &name.mark);
    if (!text) return std::nullopt;
    auto root = parameters::parse_document(*text, path.string(), diagnostics_, limits);
    if (!root) return std::nullopt;
    values_ += values(*root);
    if (values_ > limits.nodes) {
      return refuse(name, fmt::format("the included files hold more than {} values", limits.nodes));
    }
    if (!root->is_map()) {
      report(diagnostics_, Code::kWrongShape, root->mark, "an included file has to be a map");
      return std::nullopt;
    }
    return expand(std::move(*root), path);
  }

  std::nullopt_t refuse(const Node& name, std::string message) {
    report(diagnostics_, Code::kInclude, name.mark, std::move(message));
    return std::nullopt;
  }

  Diagnostics& diagnostics_;
  std::vector<std::filesystem::path> open_;
  int files_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

Node with_includes(Node root, const std::filesystem::path& file, Diagnostics& diagnostics) {
  return Includer(diagnostics).expand(std::move(root), file);
}

}  // namespace penstock::scenario
