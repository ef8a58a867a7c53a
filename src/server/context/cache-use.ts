/** How often something was found in a cache, and how often it had to be made. */
export class CacheUse {
  hits = 0;
  misses = 0;

  count(isHit: boolean): void {
    if (isHit) this.hits += 1;
    else this.misses += 1;
  }

  add({ hits, misses }: CacheUse): void {
    this.hits += hits;
    this.misses += misses;
  }
}
