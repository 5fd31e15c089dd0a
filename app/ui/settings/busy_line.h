// A thin line that says that something is under way, however long it takes.
#pragma once

#include <QTimer>
#include <QWidget>

class QPainter;

namespace stellatune {

struct Colours;

/// Moves busy lines, unless the desktop asks for a screen that keeps still.
class BusyClock : public QObject {
    Q_OBJECT

  public:
    explicit BusyClock(QObject* parent = nullptr);

    void setRunning(bool running);
    /// Where the moving part is, 0 to 1; negative where nothing moves.
    double phase() const;

  signals:
    void ticked();

  private:
    QTimer m_timer;
    int m_tick = 0;
};

/// A part of the line moves with `phase`; a negative one fills it.
void drawBusyLine(QPainter& painter, const QRectF& line, double phase, const Colours& colours);

/// Keeps its place while it has nothing to say, so that nothing jumps.
class BusyLine : public QWidget {
    Q_OBJECT

  public:
    explicit BusyLine(QWidget* parent = nullptr);

    void setBusy(bool busy);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    BusyClock m_clock;
    bool m_isBusy = false;
};

} // namespace stellatune
