#include "pluginhost/host/control_desk.h"

#include "pluginapi/abi/status.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace stellatune {

struct ControlReply::Desk {
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<ControlAnswer> answer;
    bool isDone = false;
    bool waits = true;
    std::function<void(ControlAnswer)> late;
};

ControlReply::ControlReply(std::function<void(ControlAnswer)> late) : m_desk(std::make_shared<Desk>())
{
    m_desk->late = std::move(late);
}

ControlReply::~ControlReply()
{
    answer({ST_ERR_DROPPED, R"({"message":"The player gave the request up."})"});
}

void ControlReply::answer(ControlAnswer answer)
{
    std::function<void(ControlAnswer)> late;
    {
        const std::lock_guard lock(m_desk->mutex);
        if (std::exchange(m_desk->isDone, true))
            return;
        if (m_desk->waits)
            m_desk->answer = std::move(answer);
        else
            late = std::move(m_desk->late);
    }
    m_desk->answered.notify_all();
    if (late)
        late(std::move(answer));
}

void ControlDesk::setHandler(Handler handler)
{
    const std::unique_lock lock(m_mutex);
    m_handler = std::move(handler);
}

ControlAnswer ControlDesk::ask(const ControlRequest& request, std::chrono::milliseconds limit,
                               std::function<void(ControlAnswer)> late)
{
    std::shared_ptr<ControlReply::Desk> desk;
    {
        const std::shared_lock lock(m_mutex);
        if (!m_handler)
            return {ST_ERR_NO_HANDLER, R"({"message":"Nobody answers requests of plugins here."})"};
        auto reply = std::make_shared<ControlReply>(std::move(late));
        desk = reply->m_desk;
        m_handler(request, std::move(reply));
    }

    std::unique_lock lock(desk->mutex);
    if (!desk->answered.wait_for(lock, limit, [&desk] { return desk->answer.has_value(); })) {
        desk->waits = false;
        return {ST_ERR_TIMED_OUT, R"({"message":"The player did not answer in time."})"};
    }
    return std::move(*desk->answer);
}

} // namespace stellatune
