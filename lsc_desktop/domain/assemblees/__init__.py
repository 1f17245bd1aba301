"""Les règles de l'assemblée générale de copropriété : loi 65-557 et décret 67-223.

Des valeurs entrent, des valeurs sortent ; les voix sont des entiers (cent-millièmes de tantième),
une moitié ou un tiers se compare donc sans rien arrondir.
"""
