// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/catalogue_parameters.hpp"

#include "models/calibration/profile_sections.hpp"

namespace penstock::catalogue {

std::vector<parameters::Section> sections() {
  return {section_of<Hdd>(),
          section_of<Ssd>(),
          section_of<Enclosure>(),
          section_of<Server>(),
          section_of<Nic>(),
          section_of<SwitchPort>(),
          section_of<Accelerator>(),
          section_of<CloudClass>(),
          section_of<PriceBand<units::StoragePrice>>(),
          section_of<PriceBand<units::CapacityPrice>>(),
          section_of<Facility>(),
          section_of<Workload>(),
          section_of<Workload::StepTime>(),
          calibration::profile_section(),
          calibration::series_section(),
          calibration::parameter_section()};
}

}  // namespace penstock::catalogue
