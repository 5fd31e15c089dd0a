// Instances of all capabilities, called from a thread that does not own them. Built twice: with assertions,
// as when one develops, and without, as people run it.
#include "tests/host/scenarios/held_instance.h"
#include "tests/host/scenarios/runtime_fixture.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using namespace stellatune::testing;

class WrongThread : public RuntimeTest, public ::testing::WithParamInterface<CapabilityKind> {};

class WrongThreadOperation : public RuntimeTest {
  protected:
    void SetUp() override
    {
        ASSERT_FALSE(install(CapabilityKind::Lyrics).error);
        Result<std::unique_ptr<LyricsInstance>> made =
            factoryOf<LyricsInstance>(endpoint(CapabilityKind::Lyrics))("{}");
        ASSERT_TRUE(made) << made.error().message;
        m_lyrics = std::move(*made);
    }

    std::unique_ptr<LyricsInstance> m_lyrics;
};

#ifdef NDEBUG
TEST_P(WrongThread, IsRefusedInEachFunctionWithoutEnteringThePlugin)
{
    const CapabilityKind kind = GetParam();
    ASSERT_FALSE(install(kind).error);
    HeldInstance held = holdInstance(endpoint(kind));
    const uint64_t callsBefore = boardOf(kind).calls;
    std::thread([&held] {
        for (const HeldInstance::Call& call : held.calls)
            EXPECT_EQ(call.code(), ErrorCode::WrongThread) << call.function;
    }).join();
    EXPECT_EQ(boardOf(kind).calls, callsBefore);
    EXPECT_EQ(wrongsOn(boardOf(kind)), "");
    EXPECT_TRUE(held.works()) << "its owner goes on";
}

TEST_F(WrongThreadOperation, IsLeftAloneWithItsLibrary)
{
    const auto begin = [this] {
#ifdef __SANITIZE_ADDRESS__
        const __lsan::ScopedDisabler leftAlone; // for ever
#endif
        return m_lyrics->beginFetch("la", [] {});
    };
    Result<std::unique_ptr<PluginOperation>> begun = begin();
    ASSERT_TRUE(begun);
    ASSERT_TRUE((*begun)->wait(10s));
    const uint64_t callsBefore = boardOf(CapabilityKind::Lyrics).calls;
    std::thread([&begun] { begun = Error{}; }).join();
    EXPECT_EQ(boardOf(CapabilityKind::Lyrics).calls, callsBefore);
    m_lyrics.reset();
    setEnabled(CapabilityKind::Lyrics, false);
    const std::vector<LeaseView> leases = leasesOf(CapabilityKind::Lyrics);
    ASSERT_EQ(leases.size(), 1u);
    EXPECT_EQ(leases[0].state, LeaseView::State::Resident);
    EXPECT_THAT(leases[0].detail, ::testing::HasSubstr("operation"));
}
#else
TEST_F(WrongThreadOperation, EndsTheProgramWhenItIsLetGoOf)
{
    GTEST_FLAG_SET(death_test_style, "fast");
    Result<std::unique_ptr<PluginOperation>> begun = m_lyrics->beginFetch("la", [] {});
    ASSERT_TRUE(begun);
    ASSERT_TRUE((*begun)->wait(10s));
    EXPECT_DEATH(std::thread([&begun] { begun = Error{}; }).join(), "thread that does not own it");
}

TEST_P(WrongThread, EndsTheProgramInEachFunction)
{
    GTEST_FLAG_SET(death_test_style, "fast");
    const CapabilityKind kind = GetParam();
    ASSERT_FALSE(install(kind).error);
    HeldInstance held = holdInstance(endpoint(kind));
    for (const HeldInstance::Call& call : held.calls) {
        SCOPED_TRACE(call.function);
        EXPECT_DEATH(std::thread([&call] { static_cast<void>(call.code()); }).join(),
                     "thread that does not own it");
    }
    EXPECT_TRUE(held.works());
}
#endif

INSTANTIATE_TEST_SUITE_P(OfEachCapability, WrongThread, ::testing::ValuesIn(kAllKinds),
                         [](const auto& kind) { return std::string(nameOf(kind.param)); });

} // namespace
} // namespace stellatune
