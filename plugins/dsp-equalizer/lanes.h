// Two doubles that are worked on at once: a vector register where the compiler can name one.
#pragma once

namespace stellatune::equalizer {

#if defined(__GNUC__)

using Pair = double __attribute__((vector_size(16)));

#else

/// The same arithmetic for compilers without vector types.
struct Pair {
    double values[2];

    double& operator[](int index) { return values[index]; }
    double operator[](int index) const { return values[index]; }
    friend Pair operator+(Pair a, Pair b) { return {a.values[0] + b.values[0], a.values[1] + b.values[1]}; }
    friend Pair operator-(Pair a, Pair b) { return {a.values[0] - b.values[0], a.values[1] - b.values[1]}; }
    friend Pair operator*(Pair a, Pair b) { return {a.values[0] * b.values[0], a.values[1] * b.values[1]}; }
};

#endif

inline Pair pairOf(double value)
{
    return Pair{value, value};
}

} // namespace stellatune::equalizer
