// What has to hold after a storm over the plugins.
#pragma once

namespace stellatune::testing {

/// Runs a storm in two halves and expects that nothing is left of it. STELLATUNE_STORM_SEED in the
/// environment repeats the wishes of another run.
void expectThatAStormLeavesNothing(int operations);

} // namespace stellatune::testing
