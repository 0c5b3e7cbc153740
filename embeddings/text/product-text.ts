import type { Product } from '../../warehouse/index.ts';

/** What a product's text vector is made of: title, category, brand, description and, where somebody looked at it, what its picture shows; '' where nothing is known. */
export function productText({ title, category, brand, description }: Product, caption: string | undefined): string {
  return [title, category, brand, description, caption].filter((part) => part?.trim()).join('. ');
}
