// Instances of all capabilities, called from a thread that does not own them. Built twice: with assertions,
// as when one develops, and without, as people run it.
#include "tests/host/scenarios/held_instance.h"
#include "tests/host/scenarios/runtime_fixture.h"

#include <string>
#include <thread>

namespace stellatune {
namespace {

using namespace stellatune::testing;

class WrongThread : public RuntimeTest, public ::testing::WithParamInterface<CapabilityKind> {};

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
#else
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
