// stellatune-render-icon SVG FOLDER: the program's icon as PNG, in the sizes desktops want that show no SVG.
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>

#include <cstdio>

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("Usage: stellatune-render-icon SVG FOLDER\n", stderr);
        return 2;
    }
    QSvgRenderer svg(QString::fromLocal8Bit(argv[1]));
    const QDir folder(QString::fromLocal8Bit(argv[2]));
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256}) {
        QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        svg.render(&painter);
        painter.end();
        const QString file = folder.filePath(QStringLiteral("%1.png").arg(size));
        if (!svg.isValid() || !image.save(file)) {
            std::fprintf(stderr, "stellatune-render-icon: %s cannot be written\n", qPrintable(file));
            return 1;
        }
    }
    return 0;
}
