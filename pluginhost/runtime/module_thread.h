// Where plugins' libraries are loaded, shut down and closed.
#pragma once

#include <future>
#include <thread>
#include <utility>

namespace stellatune {

/// Runs `work` on a thread made for it, because a library stays mapped as long as a living thread holds one
/// of its thread_local objects. What `work` answers is there once the system has let go of that thread: the
/// destructors of such objects are the plugin's code too, and may hang as well. Nobody has to wait for it, so
/// `work` owns all it uses.
template <typename Work>
auto startOnModuleThread(Work work) -> std::future<decltype(work())>
{
    using Answer = decltype(work());
    // A join knows no limit, so a second thread does it.
    std::packaged_task<Answer()> joined([work = std::move(work)]() mutable {
        std::packaged_task<Answer()> task(std::move(work));
        std::future<Answer> answer = task.get_future();
        std::thread(std::move(task)).join();
        return answer.get();
    });
    std::future<Answer> answer = joined.get_future();
    std::thread(std::move(joined)).detach();
    return answer;
}

} // namespace stellatune
