internal import OutboardPlugin

/// The program of all plugins of the benchmarks; its argument says which one it is.
@main
enum OutboardBenchPlugin {
    static func main() {
        CorePlugin.main()
    }
}
