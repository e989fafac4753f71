// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/form.hpp"

#include <algorithm>

namespace penstock::calibration {

std::span<const Form> forms() {
  // With equal suitability the first one is taken.
  static const std::vector<Form> all{
      disk_form(),         flash_form(),       open_loop_form(),           message_form(),
      object_store_form(), media_cache_form(), write_amplification_form(), loader_form()};
  return all;
}

const Form* find_form(std::string_view name, std::span<const Form> forms) {
  const auto found = std::ranges::find_if(forms, [&](const Form& form) {
    return form.word == name || std::ranges::find(form.names, name) != form.names.end();
  });
  return found == forms.end() ? nullptr : &*found;
}

const Form* find_form(std::string_view name) {
  return find_form(name, forms());
}

}  // namespace penstock::calibration
