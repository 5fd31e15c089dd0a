#include "engine/output/sample_conversion.h"

#include <algorithm>
#include <cmath>

namespace stellatune {

namespace {

/// An integer format of `Bits` bits: its range in floating point of type `Working`, and how a value is
/// stored.
template <typename Stored, int Bits, typename WorkingType>
struct Integer {
    using Working = WorkingType;
    static constexpr double kScale = static_cast<double>(int64_t{1} << (Bits - 1));
    static constexpr double kLowest = -kScale;
    static constexpr double kHighest = kScale - 1;

    static void store(void* out, size_t index, int32_t value) noexcept
    {
        static_cast<Stored*>(out)[index] = static_cast<Stored>(value);
    }
};

// Where float holds every value of the format, it also does the exact test; 32 bits need double.
using Integer8 = Integer<int8_t, 8, float>;
using Integer16 = Integer<int16_t, 16, float>;
using Integer32 = Integer<int32_t, 32, double>;

struct Packed24 : Integer<int32_t, 24, float> {
    static void store(void* out, size_t index, int32_t value) noexcept
    {
        const auto bits = static_cast<uint32_t>(value);
        uint8_t* bytes = static_cast<uint8_t*>(out) + 3 * index;
        bytes[0] = static_cast<uint8_t>(bits);
        bytes[1] = static_cast<uint8_t>(bits >> 8);
        bytes[2] = static_cast<uint8_t>(bits >> 16);
    }
};

/// Stores each sample cut to an integer; false when that changed any, so that the block is to be done again.
template <typename Target>
bool storeExactly(const float* in, void* out, size_t samples) noexcept
{
    using Working = typename Target::Working;
    constexpr auto kScale = static_cast<Working>(Target::kScale);
    constexpr auto kLowest = static_cast<Working>(Target::kLowest);
    constexpr auto kHighest = static_cast<Working>(Target::kHighest);
    unsigned changed = 0;
    for (size_t i = 0; i < samples; ++i) {
        const Working scaled = in[i] * kScale; // exact: a power of two
        // Clamped in this order, a value that is not a number ends as kLowest, which the comparison below
        // notices.
        const Working clamped = std::min(std::max(kLowest, scaled), kHighest);
        const auto value = static_cast<int32_t>(clamped);
        changed |= static_cast<unsigned>(static_cast<Working>(value) != scaled);
        Target::store(out, i, value);
    }
    return changed == 0;
}

} // namespace

double SampleConverter::nextDither() noexcept
{
    // xorshift64*: the halves of one product are two independent uniform numbers; their difference is
    // triangular.
    m_random ^= m_random >> 12;
    m_random ^= m_random << 25;
    m_random ^= m_random >> 27;
    const uint64_t product = m_random * 0x2545F4914F6CDD1D;
    constexpr double kOneLsb = 1.0 / 4294967296.0;
    return (static_cast<double>(product >> 32) - static_cast<double>(product & 0xFFFFFFFF)) * kOneLsb;
}

template <typename Target>
void SampleConverter::convertBlock(const float* in, void* out, size_t samples) noexcept
{
    if (storeExactly<Target>(in, out, samples))
        return;
    for (size_t i = 0; i < samples; ++i) {
        const double scaled = std::isnan(in[i]) ? 0.0 : in[i] * Target::kScale;
        const double dithered = std::floor(scaled + nextDither() + 0.5);
        Target::store(out, i, static_cast<int32_t>(std::clamp(dithered, Target::kLowest, Target::kHighest)));
    }
}

void SampleConverter::convert(const float* in, void* out, size_t samples) noexcept
{
    switch (m_target) {
    case SampleFormat::Int8:
        convertBlock<Integer8>(in, out, samples);
        break;
    case SampleFormat::Int16:
        convertBlock<Integer16>(in, out, samples);
        break;
    case SampleFormat::Int24:
        convertBlock<Packed24>(in, out, samples);
        break;
    case SampleFormat::Int32:
        convertBlock<Integer32>(in, out, samples);
        break;
    case SampleFormat::Float32:
        std::copy_n(in, samples, static_cast<float*>(out));
        break;
    case SampleFormat::Float64:
        std::copy_n(in, samples, static_cast<double*>(out));
        break;
    }
}

} // namespace stellatune
