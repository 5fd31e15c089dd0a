// SPDX-License-Identifier: MIT
// The border between C++ and the C interface: text, structures and failures cross it here. Authors need
// nothing of this file.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "../abi/string.h"
#include "error.h"
#include "host.h"
#include "utf8.h"

namespace stellatune::sdk::detail {

constexpr StString toStString(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

inline std::string_view toView(StString text)
{
    if (text.data == nullptr && text.size != 0)
        throw Error(ST_ERR_INVALID_ARGUMENT, "A text without data was handed over.");
    return text.data ? std::string_view(text.data, static_cast<std::size_t>(text.size)) : std::string_view();
}

template <typename T>
void requirePointer(const T* pointer, const char* name)
{
    if (pointer == nullptr)
        throw Error(ST_ERR_INVALID_ARGUMENT, std::string(name) + " is null.");
}

inline void writeText(const StWriter* writer, std::string_view text)
{
    requirePointer(writer, "The writer");
    const int32_t status = writer->write(writer->context, text.data(), text.size());
    if (status != ST_OK)
        throw Error(status, "The host did not take the output.");
}

/// A copy of a structure of the host's, which may be older and shorter or newer and longer than ours. Fields
/// that the host does not have are zero.
template <typename Struct>
Struct readStruct(const Struct* given, const char* name)
{
    requirePointer(given, name);
    if (given->struct_size < sizeof(given->struct_size))
        throw Error(ST_ERR_INVALID_ARGUMENT, std::string(name) + " has no size.");
    Struct copy{};
    std::memcpy(static_cast<void*>(&copy), given, std::min<std::size_t>(given->struct_size, sizeof copy));
    return copy;
}

/// Fills a structure of the host's as far as it reaches; its struct_size stays as the host set it.
template <typename Struct>
void writeStruct(Struct* out, Struct filled, const char* name)
{
    requirePointer(out, name);
    if (out->struct_size < sizeof(out->struct_size))
        throw Error(ST_ERR_INVALID_ARGUMENT, std::string(name) + " has no size.");
    filled.struct_size = out->struct_size;
    std::memcpy(static_cast<void*>(out), &filled, std::min<std::size_t>(out->struct_size, sizeof filled));
}

/// What an exception means to the host.
struct Failure {
    int32_t status = ST_ERR_EXCEPTION;
    std::string message;
};

/// Of an exception's words, which may come from anywhere.
inline Failure describe(int32_t status, const char* words)
{
    std::string message = toValidUtf8(words);
    return {status, message.empty() ? "The plugin failed and does not say why." : std::move(message)};
}

/// The exception that is being handled.
inline Failure currentFailure() noexcept
{
    try {
        try {
            throw;
        } catch (const Error& error) {
            return describe(error.status(), error.what());
        } catch (const std::bad_alloc&) {
            return {ST_ERR_NO_MEMORY, "Out of memory."};
        } catch (const std::exception& exception) {
            return describe(ST_ERR_EXCEPTION, exception.what());
        } catch (...) {
            return describe(ST_ERR_EXCEPTION, "An exception of an unknown kind.");
        }
    } catch (...) {
        // The copy of the message found no memory.
        return {ST_ERR_NO_MEMORY, {}};
    }
}

/// "gain.process: message", in the host's log.
inline void logFailure(std::string_view typeId, const char* function, const Failure& failure) noexcept
{
    if (failure.status == ST_ERR_CANCELLED)
        return;
    try {
        std::string line(typeId);
        line.append(".").append(function).append(": ").append(failure.message);
        std::replace(line.begin(), line.end(), '\n', ' ');
        host().log(failure.status == ST_ERR_EXCEPTION ? LogLevel::Error : LogLevel::Warning, line);
    } catch (...) {
        host().log(LogLevel::Error, failure.message);
    }
}

/// The words for the last failed call on one instance or operation. One thread at a time.
class LastError {
  public:
    explicit LastError(std::string_view typeId) noexcept : m_typeId(typeId) {}

    /// Keeps and logs the exception that is being handled. The same words again are not logged again, as a
    /// failing process() repeats them a hundred times a second.
    int32_t keepCurrent(const char* function) noexcept
    {
        Failure failure = currentFailure();
        if (failure.message != m_message || m_message.empty())
            logFailure(m_typeId, function, failure);
        m_message = std::move(failure.message);
        return failure.status;
    }

    const std::string& message() const noexcept { return m_message; }

  private:
    std::string_view m_typeId;
    std::string m_message;
};

/// Runs the body of an exported function; what it throws becomes the status.
template <typename Body>
int32_t guarded(LastError& lastError, const char* function, Body&& body) noexcept
{
    try {
        body();
        return ST_OK;
    } catch (...) {
        return lastError.keepCurrent(function);
    }
}

/// The same where there is no instance; out_error, which may be null, receives the words.
template <typename Body>
int32_t guardedCreate(std::string_view typeId, const StWriter* outError, Body&& body) noexcept
{
    try {
        body();
        return ST_OK;
    } catch (...) {
        const Failure failure = currentFailure();
        logFailure(typeId, "create", failure);
        if (outError)
            outError->write(outError->context, failure.message.data(), failure.message.size());
        return failure.status;
    }
}

} // namespace stellatune::sdk::detail
