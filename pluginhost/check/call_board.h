// Where the process that runs a plugin says what it is about to call, for the process that watches it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace stellatune {

/// Lives in memory that both processes share, and is read after the child died or was stopped.
class CallBoard {
  public:
    struct Call {
        std::string where;    ///< "dsp gain"
        std::string function; ///< "process"; empty between calls
        std::string detail;   ///< "0 frames, 2 channels", or empty
    };

    /// Made by mmap, for parent and child.
    static CallBoard* create();
    void destroy();

    // ---- the child ----
    void beginStep(uint32_t step);
    void beginCall(std::string_view where, std::string_view function, std::string_view detail);
    void endCall();

    // ---- the parent ----
    /// Changes with each call and step: while it stands still, the plugin is busy with one call.
    uint64_t progress() const { return m_progress.load(std::memory_order_acquire); }
    uint32_t step() const { return m_step.load(std::memory_order_acquire); }
    Call call() const;

  private:
    static constexpr size_t kTextSize = 128;
    using Text = std::array<char, kTextSize>;

    CallBoard() = default;
    static void copy(Text& to, std::string_view text);

    std::atomic<uint64_t> m_progress{0};
    std::atomic<uint32_t> m_step{0};
    Text m_where{};
    Text m_function{};
    Text m_detail{};
};

} // namespace stellatune
