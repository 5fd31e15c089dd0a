// Where plugins' requests to the player are answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>

namespace stellatune {

struct ControlRequest {
    std::string pluginId;
    std::string scope;
    std::string command;
    std::string requestId;
    std::string fields; ///< a JSON object, or empty
};

struct ControlAnswer {
    int32_t status = 0; ///< ST_OK or an error of the interface
    std::string json;   ///< the answer, or {"message": ...}
};

/// The handler's end of one request. Answering twice counts once; letting go of it unanswered is an answer
/// too: ST_ERR_DROPPED. Any thread.
class ControlReply {
  public:
    /// `late` gets an answer that comes after the plugin stopped waiting.
    explicit ControlReply(std::function<void(ControlAnswer)> late);
    ~ControlReply();
    ControlReply(const ControlReply&) = delete;
    ControlReply& operator=(const ControlReply&) = delete;

    void answer(ControlAnswer answer);

  private:
    friend class ControlDesk;
    struct Desk;
    const std::shared_ptr<Desk> m_desk;
};

/// Any thread.
class ControlDesk {
  public:
    /// Called on the plugin's thread; passes the work on and returns at once.
    using Handler = std::function<void(const ControlRequest&, std::shared_ptr<ControlReply>)>;

    /// Null: nobody answers, and every request gets ST_ERR_NO_HANDLER. When this returns, the handler before
    /// is not running any more; so a handler must not call it.
    void setHandler(Handler handler);

    /// Waits for the answer, at most `limit`; then ST_ERR_TIMED_OUT, and `late` gets what still comes.
    ControlAnswer ask(const ControlRequest& request, std::chrono::milliseconds limit,
                      std::function<void(ControlAnswer)> late);

  private:
    std::shared_mutex m_mutex; ///< shared while a handler runs
    Handler m_handler;
};

} // namespace stellatune
