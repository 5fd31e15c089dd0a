// bench-pipeline FILE...: the whole player, decoding, ring and rendering included, as fast as it can into
// nothing.
#include "engine/audio/doorbell.h"
#include "engine/control/player.h"
#include "tests/bench/discarding_device.h"

#include <cstdio>
#include <memory>

int main(int argc, char** argv)
{
    using namespace stellatune;
    auto entries = std::make_shared<std::vector<QueueEntry>>();
    for (int i = 1; i < argc; ++i)
        entries->push_back({static_cast<EntryId>(i), argv[i]});
    if (entries->empty()) {
        std::fprintf(stderr, "usage: bench-pipeline FILE...\n");
        return 2;
    }

    Doorbell news;
    PlayerConfig config;
    config.makeDevice = [](const DeviceChoice&) -> Result<std::unique_ptr<OutputDevice>> {
        return std::unique_ptr<OutputDevice>(std::make_unique<bench::DiscardingDevice>());
    };
    config.wake = [&news] { news.ring(); };
    Player player(std::move(config));
    player.setQueue(entries);
    player.play();

    bool failed = false;
    for (bool finished = false; !finished;) {
        news.wait();
        for (const PlayerEvent& event : player.takeEvents()) {
            if (event.error) {
                std::fprintf(stderr, "bench-pipeline: %s\n", event.error->message.c_str());
                failed = true;
            }
            finished |= event.kind == PlayerEvent::Kind::QueueFinished;
        }
    }
    return failed ? 1 : 0;
}
