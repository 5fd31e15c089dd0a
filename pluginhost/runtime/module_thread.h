// Where plugins' libraries are loaded, shut down and closed.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace stellatune {

/// Runs `work` on a thread made for it, because a library stays mapped as long as a living thread holds one
/// of its thread_local objects. Waits at most `limit`; nothing when the time was up: then the thread goes on
/// by itself, and what `work` returns is destroyed there. So `work` owns all it uses.
template <typename Work>
auto runOnModuleThread(std::chrono::milliseconds limit, Work work) -> std::optional<decltype(work())>
{
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    std::thread thread(std::move(task));
    if (result.wait_for(limit) != std::future_status::ready) {
        thread.detach();
        return std::nullopt;
    }
    // Only now has the system let go of the thread.
    thread.join();
    return result.get();
}

} // namespace stellatune
