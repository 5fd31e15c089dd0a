// How a function in StellaTune says that it failed: a value, never an exception across a module.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace stellatune {

/// What kind of failure it was, for code that decides; `Error::message` is for people.
enum class ErrorCode : uint8_t {
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unsupported,
    Corrupt,
    DeviceUnavailable,
    DeviceLost,
    NoSpace,
    Io,
    Busy,
    Cancelled,
    TimedOut,
    WrongThread,   ///< a plugin instance was called from a thread that does not own it
    ConsentNeeded, ///< nothing is wrong, but the user has to be asked first
    Internal,
};

/// A failure. `domain` names the part that failed ("decode.flac", "output.rtaudio"); `message` is one
/// sentence that names the thing (file, device) and, where there is one, the remedy, and can be shown as it
/// is.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string domain;
    std::string message;
};

/// Either a T or an Error. Asking for the one that is not there is a programming error and asserts.
template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return m_state.index() == 0; }
    bool hasValue() const { return m_state.index() == 0; }

    T& value() &
    {
        assert(hasValue());
        return *std::get_if<0>(&m_state);
    }
    const T& value() const&
    {
        assert(hasValue());
        return *std::get_if<0>(&m_state);
    }
    T&& value() &&
    {
        assert(hasValue());
        return std::move(*std::get_if<0>(&m_state));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const
    {
        assert(!hasValue());
        return *std::get_if<1>(&m_state);
    }

  private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    explicit operator bool() const { return !m_failed; }
    bool hasValue() const { return !m_failed; }
    const Error& error() const
    {
        assert(m_failed);
        return m_error;
    }

  private:
    Error m_error;
    bool m_failed = false;
};

} // namespace stellatune
