// What was measured, and whether it is good enough.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace stellatune::bench {

struct Figure {
    std::string name;
    std::string unit;
    double ours = 0.0;
    std::string beside; ///< the other program; empty: the target is a number of its own
    double theirs = 0.0;
    /// Most that `ours / theirs`, or `ours` alone when nothing is beside, may be; none: for information.
    std::optional<double> target;

    /// ours / theirs, or ours alone.
    double measure() const { return beside.empty() ? ours : ours / theirs; }
    bool isMissed() const { return target && !(measure() <= *target); }
};

double median(std::vector<double> values);
void printFigures(const std::vector<Figure>& figures);

} // namespace stellatune::bench
