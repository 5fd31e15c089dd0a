// SPDX-License-Identifier: MIT
// How a plugin's code says that it failed: it throws an Error. The SDK catches everything at the border.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "../abi/status.h"

namespace stellatune::sdk {

/// A failure with the status that the host receives (ST_ERR_...) and one sentence for the listener that names
/// the thing and, where there is one, the remedy. Any other exception arrives as ST_ERR_EXCEPTION, and
/// std::bad_alloc as ST_ERR_NO_MEMORY.
class Error : public std::runtime_error {
  public:
    Error(int32_t status, const std::string& message)
        : std::runtime_error(message), m_status(status < 0 ? status : ST_ERR_INTERNAL)
    {}

    int32_t status() const noexcept { return m_status; }

  private:
    int32_t m_status;
};

} // namespace stellatune::sdk
