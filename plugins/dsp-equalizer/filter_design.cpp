#include "filter_design.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>

namespace stellatune::equalizer {

namespace {

constexpr double kPi = 3.14159265358979323846;

/// (n2 s^2 + n1 s + n0) / (d2 s^2 + d1 s + d0), with s = i frequency / band.frequency.
struct Analogue {
    double n2, n1, n0;
    double d2, d1, d0;

    double powerAt(double ratio) const
    {
        const double square = ratio * ratio;
        const double zeros = std::norm(std::complex<double>(n0 - n2 * square, n1 * ratio));
        return zeros / std::norm(std::complex<double>(d0 - d2 * square, d1 * ratio));
    }
};

Analogue analogueOf(BandType type, double gain, double q)
{
    const double a = std::pow(10.0, gain / 40.0);
    const double root = std::sqrt(a);
    switch (type) {
    case BandType::Peak:
        return {1.0, a / q, 1.0, 1.0, 1.0 / (a * q), 1.0};
    case BandType::LowShelf:
        q = std::min(q, kSteepestShelf);
        return {a, a * root / q, a * a, a, root / q, 1.0};
    case BandType::HighShelf:
        q = std::min(q, kSteepestShelf);
        return {a * a, a * root / q, a, 1.0, root / q, a};
    case BandType::LowPass:
        return {0.0, 0.0, 1.0, 1.0, 1.0 / q, 1.0};
    case BandType::HighPass:
        return {1.0, 0.0, 0.0, 1.0, 1.0 / q, 1.0};
    case BandType::BandPass:
        return {0.0, 1.0 / q, 0.0, 1.0, 1.0 / q, 1.0};
    case BandType::Notch:
        return {1.0, 0.0, 1.0, 1.0, 1.0 / q, 1.0};
    }
    return {0.0, 0.0, 1.0, 0.0, 0.0, 1.0};
}

/// b0 + b1 z^-1 + b2 z^-2, written in s = (1 - z^-1) / (1 + z^-1), where it is, up to a factor that poles and
/// zeros share, constant + 2 slope s + square s^2. This keeps the digits that differences of b0, b1 and b2
/// lose at low frequencies. On the unit circle s is i tan(angle / 2); t is the square of that tangent.
struct Quadratic {
    double constant; ///< b0 + b1 + b2, the value at 0 Hz
    double slope;    ///< b0 - b2
    double square;   ///< b0 - b1 + b2, the value at half the sample rate

    double linearTerm() const { return 4.0 * slope * slope - 2.0 * constant * square; }
    double powerAt(double t) const { return constant * constant + (linearTerm() + square * square * t) * t; }
    double slopeOfPowerAt(double t) const { return linearTerm() + 2.0 * square * square * t; }

    /// With all zeros inside the unit circle. What no polynomial can have is approached.
    static Quadratic withPower(double constant, double linearTerm, double squareSquared)
    {
        const double square = std::sqrt(std::max(0.0, squareSquared));
        return {constant, std::sqrt(std::max(0.0, linearTerm + 2.0 * constant * square)) / 2.0, square};
    }
};

struct Digital {
    Quadratic zeros;
    Quadratic poles;
};

/// Poles of s^2 + 2 damping frequency s + frequency^2; frequency in radians a sample.
Quadratic matchedPoles(double frequency, double damping)
{
    const double decay = damping * frequency;
    if (damping < 1.0) {
        const double angle = frequency * std::sqrt(1.0 - damping * damping);
        const double radius = std::exp(-decay);
        const double missing = -std::expm1(-decay); // 1 - radius
        const double sine = std::sin(angle / 2.0);
        const double cosine = std::cos(angle / 2.0);
        return {missing * missing + 4.0 * radius * sine * sine, -std::expm1(-2.0 * decay),
                missing * missing + 4.0 * radius * cosine * cosine};
    }
    const double spread = frequency * std::sqrt(damping * damping - 1.0);
    const double fast = -decay - spread;
    const double slow = -frequency * frequency / (decay + spread);
    return {std::expm1(fast) * std::expm1(slow), -std::expm1(-2.0 * decay),
            (1.0 + std::exp(fast)) * (1.0 + std::exp(slow))};
}

/// angle: the band's frequency in radians a sample.
Quadratic matchedZeros(BandType type, const Analogue& analogue, const Quadratic& poles, double angle)
{
    const double tangent = std::tan(angle / 2.0);
    const double t = tangent * tangent;
    const double target = analogue.powerAt(1.0);
    const double power = target * poles.powerAt(t);
    const double slopeOfPower = target * poles.slopeOfPowerAt(t);
    const double poleSquare = poles.square * poles.square;
    const double poleConstant = poles.constant / t * poles.constant / t;
    switch (type) {
    case BandType::Peak: { // as loud at 0 Hz as without it; level at its frequency
        const double square = target * poleSquare - (target - 1.0) * poleConstant;
        return Quadratic::withPower(poles.constant, slopeOfPower - 2.0 * square * t, square);
    }
    case BandType::BandPass: { // silent at 0 Hz; level at its frequency
        const double square = std::max(0.0, target * (poleSquare - poleConstant));
        return Quadratic::withPower(0.0, slopeOfPower - 2.0 * square * t, square);
    }
    case BandType::LowPass: { // b2 is 0
        const double square =
            std::sqrt(std::max(0.0, (power / (1.0 + t) - poles.constant * poles.constant) / t));
        return {poles.constant, (poles.constant + square) / 2.0, square};
    }
    case BandType::HighPass: // both zeros at 0 Hz
        return {0.0, 0.0, std::sqrt(power) / t};
    case BandType::Notch: // both zeros at its frequency
        return {poles.constant, 0.0, poles.constant / t};
    case BandType::LowShelf:
    case BandType::HighShelf:
        break;
    }
    const double constant = std::sqrt(analogue.powerAt(0.0)) * poles.constant;
    const double square = std::sqrt(analogue.powerAt(kPi / angle)) * poles.square;
    const double linearTerm = (power - constant * constant) / t - square * square * t;
    return Quadratic::withPower(constant, linearTerm, square * square);
}

/// angle: the band's frequency in radians a sample.
Digital match(BandType type, double gain, double q, double angle)
{
    const Analogue analogue = analogueOf(type, gain, q);
    const double frequency = angle * std::sqrt(analogue.d0 / analogue.d2);
    const double damping = analogue.d1 / (2.0 * std::sqrt(analogue.d0 * analogue.d2));
    const Quadratic poles = matchedPoles(frequency, damping);
    return {matchedZeros(type, analogue, poles, angle), poles};
}

FilterParameters parametersOf(const Digital& digital)
{
    const Quadratic& poles = digital.poles;
    const Quadratic& zeros = digital.zeros;
    const double middle = std::sqrt(poles.constant * poles.square);
    const double k = 2.0 * poles.slope / middle;
    const double high = zeros.square / poles.square;
    const double band = 2.0 * zeros.slope / middle;
    const double low = zeros.constant / poles.constant;
    return {std::sqrt(poles.constant / poles.square), k, high, band - k * high, low - high};
}

bool hasGain(BandType type)
{
    return type == BandType::Peak || type == BandType::LowShelf || type == BandType::HighShelf;
}

bool shapesBelowItsFrequency(BandType type)
{
    return type == BandType::LowShelf || type == BandType::HighPass || type == BandType::BandPass;
}

} // namespace

FilterParameters designFilter(const Band& band, double sampleRate)
{
    const double highest = kHighestShare * sampleRate;
    if (!band.enabled || (hasGain(band.type) && band.gain == 0.0) ||
        (band.frequency > highest && !shapesBelowItsFrequency(band.type)))
        return {};
    const double angle = 2.0 * kPi * std::min(band.frequency, highest) / sampleRate;

    if (!hasGain(band.type))
        return parametersOf(match(band.type, 0.0, band.q, angle));

    // A low shelf that lifts has its poles below the band's frequency, where they are matched best. A high
    // shelf is its inverse, raised; a cut is the inverse of a lift.
    const bool isHigh = band.type == BandType::HighShelf;
    const bool isInverse = isHigh == (band.gain > 0.0);
    Digital digital = match(band.type == BandType::Peak ? BandType::Peak : BandType::LowShelf,
                            std::abs(band.gain), band.q, angle);
    if (isInverse)
        std::swap(digital.zeros, digital.poles);
    FilterParameters filter = parametersOf(digital);
    if (isHigh) {
        const double scale = std::pow(10.0, band.gain / 20.0);
        filter.direct *= scale;
        filter.bandMix *= scale;
        filter.lowMix *= scale;
    }
    return filter;
}

double powerAt(const FilterParameters& filter, double frequency, double sampleRate)
{
    // The trapezoidal integrator is g (1 + z^-1) / (1 - z^-1), which is g / (i tan) on the unit circle.
    const double ratio = std::tan(kPi * frequency / sampleRate) / filter.g;
    const std::complex<double> s(0.0, ratio);
    const std::complex<double> poles = s * s + filter.k * s + 1.0;
    return std::norm(filter.direct + (filter.bandMix * s + filter.lowMix) / poles);
}

double analoguePowerAt(const Band& band, double frequency)
{
    return analogueOf(band.type, band.gain, band.q).powerAt(frequency / band.frequency);
}

} // namespace stellatune::equalizer
