import Outboard
import ArgumentParser
import Histogram
@main struct M: ParsableCommand { func run() { print("hi", OutboardError.self) } }
