// What a query ended with.
#pragma once

#include "engine/source/query_reply.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace stellatune::testing {

/// Collects what a completion is called with.
template <typename T>
class Reply {
  public:
    Completion<T> completion() const
    {
        return [state = m_state](QueryReply<T> reply) {
            const std::lock_guard lock(state->mutex);
            ++state->calls;
            state->reply.emplace(std::move(reply));
            state->changed.notify_all();
        };
    }
    bool isThere() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->calls != 0;
    }
    /// Waits for it.
    QueryEnd end() const { return get().end; }
    const Error& error() const { return get().value.error(); }
    const T& value() const { return *get().value; }
    /// Lets go of what was collected.
    T take()
    {
        get();
        const std::lock_guard lock(m_state->mutex);
        T value = std::move(*m_state->reply->value);
        m_state->reply.reset();
        return value;
    }
    int calls() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->calls;
    }

  private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<QueryReply<T>> reply;
        int calls = 0;
    };

    const QueryReply<T>& get() const
    {
        std::unique_lock lock(m_state->mutex);
        if (!m_state->changed.wait_for(lock, std::chrono::seconds(60),
                                       [this] { return m_state->calls != 0; }))
            throw std::runtime_error("a completion was never called");
        return *m_state->reply;
    }

    const std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace stellatune::testing
