// SPDX-License-Identifier: MIT
// Operations in the simple style: the author's function runs from start to end on a thread of the SDK, and
// may wait as long as it heeds its Cancellation. Authors need nothing of this file.
//
// Each operation has a thread of its own, made when it begins and joined when it is destroyed. A pool would
// save some ten microseconds where a network takes milliseconds, and would let one function that does not
// heed its Cancellation hold up all others, cancelled ones included. Their number is bounded instead.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "../abi/operation.h"
#include "border.h"
#include "cancellation.h"
#include "json.h"
#include "stream.h"

namespace stellatune::sdk::detail {

/// What an operation yields: text, and a stream when it opens one.
struct OperationResult {
    std::string text;
    std::unique_ptr<StreamAdaptor> stream;
};

/// The text of an answer, which is an object by contract.
inline std::string dumpObject(const Json& json, const char* function)
{
    if (!json.isObject())
        throw Error(ST_ERR_INTERNAL, std::string(function) + "() must give an object.");
    return json.dump();
}

class Operation;

/// The operations of this library that have not been destroyed.
class OperationList {
  public:
    static constexpr std::size_t kLimit = 64;

    void add(Operation* operation)
    {
        const std::lock_guard lock(m_mutex);
        if (m_operations.size() >= kLimit)
            throw Error(ST_ERR_BUSY, "Too many requests at once.");
        m_operations.push_back(operation);
    }

    void remove(Operation* operation) noexcept
    {
        const std::lock_guard lock(m_mutex);
        std::erase(m_operations, operation);
    }

    /// Cancels and joins what is left, when the module shuts down. Handles stay valid.
    void stopAll() noexcept;

  private:
    std::mutex m_mutex;
    std::vector<Operation*> m_operations;
};

inline OperationList moduleOperations;

class Operation {
  public:
    using Work = std::function<OperationResult(Cancellation&)>;

    Operation(std::string_view typeId, const char* name, StNotifier notifier, Work work)
        : m_lastError(typeId), m_name(name), m_notifier(notifier), m_work(std::move(work))
    {
        moduleOperations.add(this);
        try {
            m_thread = std::thread(&Operation::run, this);
        } catch (...) {
            moduleOperations.remove(this);
            throw Error(ST_ERR_BUSY, "The system has no thread left for a request.");
        }
    }

    ~Operation()
    {
        stop();
        moduleOperations.remove(this);
    }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    /// Cancels, and joins the thread. [owner] or [module], not at the same time.
    void stop() noexcept
    {
        m_cancellation.cancel();
        if (m_thread.joinable())
            m_thread.join();
    }

    template <bool kYieldsStream>
    static StOperation release(std::unique_ptr<Operation> operation) noexcept
    {
        return {operation.release(), kYieldsStream ? &kStreamFunctions : &kTextFunctions};
    }

  private:
    static Operation& self(void* handle) noexcept { return *static_cast<Operation*>(handle); }

    void run() noexcept
    {
        uint32_t state = ST_OPERATION_CANCELLED;
        OperationResult result;
        if (!m_cancellation.cancelled()) {
            try {
                result = m_work(m_cancellation);
                state = ST_OPERATION_READY;
            } catch (...) {
                state = fail();
            }
        }
        // What the work captured goes here, on the thread that used it.
        m_work = nullptr;
        if (m_cancellation.cancelled()) {
            state = ST_OPERATION_CANCELLED;
            result = OperationResult();
        }
        {
            const std::lock_guard lock(m_mutex);
            m_result = std::move(result);
            m_state = state;
            m_ended.notify_all();
        }
        if (m_notifier.notify)
            m_notifier.notify(m_notifier.context);
    }

    uint32_t fail() noexcept
    {
        if (m_cancellation.cancelled())
            return ST_OPERATION_CANCELLED;
        return m_lastError.keepCurrent(m_name) == ST_ERR_CANCELLED ? ST_OPERATION_CANCELLED
                                                                   : ST_OPERATION_FAILED;
    }

    static int32_t poll(void* handle, uint32_t* outState) noexcept;
    static int32_t wait(void* handle, uint32_t timeoutMs, uint32_t* outState) noexcept;
    static void cancel(void* handle) noexcept { self(handle).m_cancellation.cancel(); }
    static int32_t takeText(void* handle, const StWriter* outJson) noexcept;
    static int32_t takeStream(void* handle, StStream* outStream, const StWriter* outInfo) noexcept;
    static int32_t lastError(void* handle, const StWriter* outText) noexcept;
    static void destroy(void* handle) noexcept { delete &self(handle); }

    static const StOperationFunctions kTextFunctions;
    static const StOperationFunctions kStreamFunctions;

    LastError m_lastError;
    const char* const m_name;
    const StNotifier m_notifier;
    Work m_work;
    Cancellation m_cancellation;

    std::mutex m_mutex;
    std::condition_variable m_ended;
    uint32_t m_state = ST_OPERATION_PENDING; // under m_mutex, and so is the result
    OperationResult m_result;
    bool m_taken = false;

    std::thread m_thread; // last, as it uses all the others
};

inline int32_t Operation::poll(void* handle, uint32_t* outState) noexcept
{
    if (outState == nullptr)
        return ST_ERR_INVALID_ARGUMENT;
    const std::lock_guard lock(self(handle).m_mutex);
    *outState = self(handle).m_state;
    return ST_OK;
}

inline int32_t Operation::wait(void* handle, uint32_t timeoutMs, uint32_t* outState) noexcept
{
    Operation& operation = self(handle);
    if (outState == nullptr)
        return ST_ERR_INVALID_ARGUMENT;
    std::unique_lock lock(operation.m_mutex);
    const bool ended = operation.m_ended.wait_for(lock, std::chrono::milliseconds(timeoutMs), [&operation] {
        return operation.m_state != ST_OPERATION_PENDING;
    });
    *outState = operation.m_state;
    return ended ? ST_OK : ST_ERR_TIMED_OUT;
}

inline int32_t Operation::takeText(void* handle, const StWriter* outJson) noexcept
{
    Operation& operation = self(handle);
    if (outJson == nullptr)
        return ST_ERR_INVALID_ARGUMENT;
    const std::lock_guard lock(operation.m_mutex);
    if (operation.m_state != ST_OPERATION_READY || operation.m_taken)
        return ST_ERR_STATE;
    const std::string& text = operation.m_result.text;
    const int32_t status = outJson->write(outJson->context, text.data(), text.size());
    operation.m_taken = status == ST_OK;
    return status;
}

inline int32_t Operation::takeStream(void* handle, StStream* outStream, const StWriter* outInfo) noexcept
{
    Operation& operation = self(handle);
    if (outStream == nullptr || outInfo == nullptr)
        return ST_ERR_INVALID_ARGUMENT;
    const std::lock_guard lock(operation.m_mutex);
    if (operation.m_state != ST_OPERATION_READY || operation.m_taken)
        return ST_ERR_STATE;
    const std::string& text = operation.m_result.text;
    const int32_t status = outInfo->write(outInfo->context, text.data(), text.size());
    if (status != ST_OK)
        return status;
    *outStream = StreamAdaptor::release(std::move(operation.m_result.stream));
    operation.m_taken = true;
    return ST_OK;
}

inline int32_t Operation::lastError(void* handle, const StWriter* outText) noexcept
{
    Operation& operation = self(handle);
    if (outText == nullptr)
        return ST_ERR_INVALID_ARGUMENT;
    const std::lock_guard lock(operation.m_mutex);
    // Until the end the words belong to the operation's own thread.
    if (operation.m_state == ST_OPERATION_PENDING || operation.m_lastError.message().empty())
        return ST_OK;
    const std::string& text = operation.m_lastError.message();
    return outText->write(outText->context, text.data(), text.size());
}

inline constexpr StOperationFunctions Operation::kTextFunctions{
    sizeof(StOperationFunctions), 0, &poll, &wait, &cancel, &takeText, nullptr, &lastError, &destroy};
inline constexpr StOperationFunctions Operation::kStreamFunctions{
    sizeof(StOperationFunctions), 0, &poll, &wait, &cancel, nullptr, &takeStream, &lastError, &destroy};

inline void OperationList::stopAll() noexcept
{
    const std::lock_guard lock(m_mutex);
    for (Operation* operation : m_operations)
        operation->stop();
}

} // namespace stellatune::sdk::detail
