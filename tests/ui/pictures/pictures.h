// What stellatune-screenshot draws. Each writes files whose names end in `ending` into `folder`; the music is
// that of the album in `demo`.
#pragma once

#include "app/ui/theme.h"

#include <QString>

#include <string>

namespace stellatune::testing {

void drawWindow(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo);
void drawSettings(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo);
void drawTroubles(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo);
void drawMany(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo);
void drawOutput(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo);
void drawSound(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo);

} // namespace stellatune::testing
