#include "tests/app/child_roles.h"

#include "app/automation/single_instance.h"
#include "app/session/session_store.h"

#include <QCoreApplication>

#include <cstdio>

namespace stellatune::fixtures {

namespace {

void say(const char* line)
{
    std::puts(line);
    std::fflush(stdout);
}

int saveSessions(const QString& folder)
{
    SessionStore store(folder);
    SessionState state;
    for (int i = 0; i < 3000; ++i)
        state.tracks.append(makeTrack(QStringLiteral("/music/album/%1 song.flac").arg(i)));
    store.setSource([&state] { return state; });
    while (true) {
        // Ties a value early in the file to one late in it: a mixture of two saves would show.
        ++state.currentRow;
        state.currentRow %= 3000;
        state.tracks.last().durationSeconds = state.currentRow + 1.0;
        state.tracks.last().tagState = TagState::Read;
        if (!store.saveNow())
            return 1;
        say("saved");
    }
}

int start(const QString& folder, const QStringList& files)
{
    Result<Claim> claim = claimOrHandOver(folder, {files, true});
    if (!claim) {
        std::fprintf(stderr, "%s\n", claim.error().message.c_str());
        return 1;
    }
    if (!claim->folder) {
        say("handed over");
        return 0;
    }
    say("owner");
    QObject::connect(claim->instance.get(), &SingleInstance::handedOver, [](const HandOver& message) {
        say(message.files.join(QLatin1Char('|')).toUtf8().constData());
    });
    return QCoreApplication::exec();
}

} // namespace

int runChildRole(const QString& role, const QStringList& arguments)
{
    if (role == QStringLiteral("save-session"))
        return saveSessions(arguments.at(0));
    if (role == QStringLiteral("claim")) {
        const auto folder = DataFolder::claim(arguments.at(0));
        say(!folder ? "error" : *folder ? "owner" : "taken");
        return 0;
    }
    if (role == QStringLiteral("start"))
        return start(arguments.at(0), arguments.mid(1));
    return 2;
}

} // namespace stellatune::fixtures
