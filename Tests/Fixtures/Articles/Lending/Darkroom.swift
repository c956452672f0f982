// As the article shows it.
// swift-format-ignore-file
#if Macros
import Outboard

func show(_ pictures: [[UInt8]], plugin: PluginHandle) async throws {
    let filter = try plugin.client(FilterClient.self)
    let frame = try SharedBuffer(byteCount: 16 << 20)
    try await plugin.lend(frame)
    for picture in pictures {
        frame.write(picture)
        print(try filter.brightness(of: frame[..<picture.count]))
    }
    plugin.takeBack(frame)
}
#endif
