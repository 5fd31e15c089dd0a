#include "pluginhost/runtime/job_pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace stellatune {

struct JobPool::Shared {
    struct Job {
        std::string name;
        std::function<void()> run;
    };

    std::mutex mutex;
    std::condition_variable posted;
    std::condition_variable done;
    std::deque<Job> jobs;
    std::vector<std::string> running; ///< by thread; empty when it has no job
    bool isEnding = false;

    bool isIdle() const
    {
        return jobs.empty() && std::all_of(running.begin(), running.end(),
                                           [](const std::string& name) { return name.empty(); });
    }
};

JobPool::JobPool(unsigned threads) : m_shared(std::make_shared<Shared>())
{
    m_shared->running.resize(threads);
    for (unsigned i = 0; i < threads; ++i)
        m_threads.emplace_back([shared = m_shared, i] { run(*shared, i); });
}

JobPool::~JobPool()
{
    if (!m_threads.empty())
        static_cast<void>(end(std::chrono::steady_clock::time_point::max()));
}

void JobPool::post(std::string name, std::function<void()> job)
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->jobs.push_back({std::move(name), std::move(job)});
    }
    m_shared->posted.notify_one();
}

std::vector<std::string> JobPool::end(std::chrono::steady_clock::time_point deadline)
{
    std::vector<std::string> left;
    std::deque<Shared::Job> dropped; // what they own goes outside the lock
    {
        std::unique_lock lock(m_shared->mutex);
        m_shared->isEnding = true;
        m_shared->posted.notify_all();
        m_shared->done.wait_until(lock, deadline, [this] { return m_shared->isIdle(); });
        for (size_t i = 0; i < m_threads.size(); ++i) {
            if (m_shared->running[i].empty())
                continue;
            left.push_back(m_shared->running[i]);
            m_threads[i].detach();
        }
        dropped.swap(m_shared->jobs);
    }
    for (const Shared::Job& job : dropped)
        left.push_back(job.name);
    for (std::thread& thread : m_threads) {
        if (thread.joinable())
            thread.join();
    }
    m_threads.clear();
    return left;
}

void JobPool::run(Shared& shared, unsigned thread)
{
    std::unique_lock lock(shared.mutex);
    for (;;) {
        shared.posted.wait(lock, [&] { return shared.isEnding || !shared.jobs.empty(); });
        if (shared.jobs.empty())
            return;
        Shared::Job job = std::move(shared.jobs.front());
        shared.jobs.pop_front();
        shared.running[thread] = std::move(job.name);
        lock.unlock();
        job.run();
        job.run = nullptr; // what it owns goes before the lock is taken
        lock.lock();
        shared.running[thread].clear();
        shared.done.notify_all();
    }
}

} // namespace stellatune
