// The order people expect names in: by the rules of their language, and "track 2" before "track 10".
#pragma once

#include <QCollator>

namespace stellatune {

/// Costly to make, cheap to use; not to be shared between threads.
QCollator naturalCollator();

} // namespace stellatune
